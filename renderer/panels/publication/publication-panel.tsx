import { Anchor } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import type { Host } from '#shared/model/snapshot';
import { isLoopback } from '#shared/model/address';
import { useText } from '../../i18n/use-text';
import { useReadOnly, useWorld, useClient, useUi } from '../../store/services';
import { StateMark } from '../../ui/state-mark';
import { SidePanel } from '../../ui/side-panel';
import { PublicationCommands } from '../../ui/publication-commands';
import { Mechanism } from '../../ui/mechanism';
import { ActionButton } from '../../ui/action-button';
import { AddressesToTry } from './addresses-to-try';
import { InspectButtons } from './inspect-buttons';
import { ForeignSentence } from '../../ui/foreign-text';

/** A publication, and what can be done with it. */
export function PublicationPanel(props: {
  readonly publication: Publication;
  readonly host: Host;
}) {
  const { t } = useTranslation();
  const { publication, host } = props;
  const { state, reason, origin } = publication;
  const readOnly = useReadOnly();
  const text = useText();
  const inLab = useWorld((mirror) => mirror.state.world === 'lab');
  return (
    <SidePanel
      kind={t('publication.panel')}
      title={publicationName(publication)}
      icon={<Anchor size={18} aria-hidden />}
      footer={
        readOnly && origin === 'portolan' ? undefined : (
          <>
            {!readOnly && <InspectButtons publication={publication} />}
            {origin === 'portolan' ? (
              <UnpublishButton key={publication.id} publication={publication} />
            ) : (
              <p className="panel__quiet">
                {t('publication.notOurs', { origin: t(`origin.${origin}`) })}
              </p>
            )}
          </>
        )
      }
    >
      <PublicationSentence publication={publication} />
      <div className="panel__state">
        <StateMark state={state} />
        <span>{reason === undefined ? t(`state.${state}Hint`) : text(reason)}</span>
      </div>
      {!readOnly && (
        <section className="panel__part">
          <h3>{t('publication.tryIt')}</h3>
          {inLab && <p className="panel__quiet">{t('publication.tryInLab')}</p>}
          <AddressesToTry publication={publication} host={host} />
        </section>
      )}
      <section className="panel__part">
        <h3>{t('publication.means')}</h3>
        <Mechanisms publication={publication} />
      </section>
      {!readOnly && (
        <section className="panel__part" aria-label={t('publication.commands')}>
          <h3>{t('publication.commands')}</h3>
          <PublicationCommands publication={publication} />
        </section>
      )}
    </SidePanel>
  );
}

/** Describes what a publication does, in one sentence. */
function PublicationSentence({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { hostIp, hostPort, protocol, endpoint, containerIp, containerPort } = publication;
  const values = {
    host: hostIp,
    port: `${String(hostPort)}/${protocol}`,
    target: String(containerPort),
    name: endpoint?.name ?? t('publication.unknownEndpoint'),
    address: containerIp ?? t('publication.noAddress'),
  };
  const key =
    hostIp === '*'
      ? 'publication.sentenceAll'
      : isLoopback(hostIp)
        ? 'publication.sentenceLocal'
        : 'publication.sentenceAddress';
  return (
    <p className="panel__sentence">
      <ForeignSentence template={t(key, { ...values, skipInterpolation: true })} values={values} />
    </p>
  );
}

/** The mechanisms that a publication uses, and the effect of leaving one out. */
function Mechanisms({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const { dnat, proxy } = publication;
  return (
    <ul className="mechanisms">
      <Mechanism
        on={dnat}
        name={t('publication.dnat')}
        words={dnat ? t('publication.dnatOn') : t('publication.dnatOff')}
      />
      <Mechanism
        on={proxy}
        name={t('publication.proxy')}
        words={proxy ? t('publication.proxyOn') : t('publication.proxyOff')}
      />
    </ul>
  );
}

/** Removes a publication. The next snapshot confirms it. */
function UnpublishButton({ publication }: { readonly publication: Publication }) {
  const { t } = useTranslation();
  const client = useClient();
  const noteDone = useUi((ui) => ui.noteDone);
  return (
    <ActionButton
      label={t('publication.unpublish')}
      runningLabel={t('publication.unpublishing')}
      ask={() => client.unpublish({ selectors: [publication.id] })}
      onDone={({ commands }) => {
        const host = publicationName(publication);
        noteDone({ action: { kind: 'unpublished', host }, commands });
      }}
    />
  );
}
