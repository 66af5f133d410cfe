import { useTranslation } from 'react-i18next';
import type { Endpoint } from '#shared/model/snapshot';
import { ForeignText } from '../../ui/foreign-text';
import { foreignText } from '../../i18n/foreign-text';

/**
 * What the engine reports about a container, or what keeps a namespace alive; null if only its name
 * is known.
 */
export function EndpointFacts({ endpoint }: { readonly endpoint: Endpoint }) {
  const { t } = useTranslation();
  const { names = [], image, state, health, project, networks = [], holder } = endpoint;
  const facts: readonly (readonly [name: string, words: string])[] = [
    [
      t('endpoint.names'),
      names.length > 1 ? `${names.map(foreignText).join(', ')}. ${t('endpoint.namesHint')}` : '',
    ],
    [t('endpoint.image'), image ?? ''],
    [t('endpoint.state'), state === 'running' ? '' : state],
    [t('endpoint.health'), health === undefined ? '' : t(`health.${health}`)],
    [t('endpoint.project'), project ?? ''],
    [t('endpoint.networks'), networks.map(networkWords).join(', ')],
    [
      t('endpoint.holder'),
      holder === undefined
        ? ''
        : t('endpoint.holderHint', { process: holder.process, pid: String(holder.pid) }),
    ],
  ];
  const known = facts.filter(([, words]) => words !== '');
  if (known.length === 0) return null;
  return (
    <section className="panel__part">
      <h3>{t('endpoint.about')}</h3>
      <dl className="pairs">
        {known.map(([name, words]) => (
          <div key={name} className="pair">
            <dt>{name}</dt>
            <dd>
              <ForeignText text={words} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function networkWords({ name, address, address6 }: NonNullable<Endpoint['networks']>[number]) {
  const addresses = [address, address6].filter((one) => one !== undefined);
  return addresses.length === 0 ? name : `${name} (${addresses.join(', ')})`;
}
