import { Anchor } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { publicationName, type Publication } from '#shared/model/publication';
import type { Host } from '#shared/model/snapshot';
import { useText } from '../../i18n/use-text';
import { useReadOnly, useWorld } from '../../store/services';
import { CopyButton } from '../../ui/copy-button';
import { StateMark } from '../../ui/state-mark';
import { SidePanel } from '../side-panel';
import { addressesToTry } from './addresses-to-try';
import { CourseSentence } from './course-sentence';
import { InspectButtons } from './inspect-buttons';
import { Means } from './means';
import { PublicationCommands } from './publication-commands';
import { UnpublishButton } from './unpublish-button';

/** All that is known of one publication, and what can be done with it. */
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
      <CourseSentence publication={publication} />
      <div className="panel__state">
        <StateMark state={state} />
        <span>{reason === undefined ? t(`state.${state}Hint`) : text(reason)}</span>
      </div>
      {!readOnly && (
        <section className="panel__part">
          <h3>{t('publication.tryIt')}</h3>
          {inLab && <p className="panel__quiet">{t('publication.tryInLab')}</p>}
          <ul className="tries">
            {addressesToTry(publication, host).map(({ command, from }) => (
              <li key={command} className="try">
                <code className="try__command">{command}</code>
                <CopyButton text={command} label={t('copy.command', { text: command })} />
                <span className="try__from">
                  {from === 'here' ? t('publication.tryLocal') : t('publication.tryOutside')}
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className="panel__part">
        <h3>{t('publication.means')}</h3>
        <Means publication={publication} />
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
