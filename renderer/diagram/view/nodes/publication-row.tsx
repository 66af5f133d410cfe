import { MonitorDot } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isLoopback } from '#shared/model/address';
import { publicationName, type Publication } from '#shared/model/publication';
import { useUi } from '../../../store/services';
import { StateIcon } from '../../../ui/state-mark';
import { measures } from '../../layout/sizes';
import { ForeignText } from '../../../ui/foreign-text';
import { foreignText } from '../../../i18n/foreign-text';

/**
 * A publication on the host's edge. `centre` is the middle of its row, from the top of the edge.
 */
export function PublicationRow(props: {
  readonly publication: Publication;
  readonly centre: number;
}) {
  const { t } = useTranslation();
  const { publication } = props;
  const { id, state, hostIp, hostPort, protocol, endpoint, containerPort } = publication;
  const selected = useUi(
    ({ selection }) => selection.kind === 'publication' && selection.id === id,
  );
  const select = useUi((ui) => ui.select);
  const name = publicationName(publication);
  const target = endpoint?.name ?? publication.containerIp ?? '?';
  const leadsTo = t('chart.leadsTo', { port: String(containerPort), name: target });
  return (
    <button
      type="button"
      className={`publication-row publication-row--${state}`}
      style={{
        top: props.centre - measures.edge.rowHeight / 2,
        height: measures.edge.rowHeight,
      }}
      data-testid={testId(publication)}
      aria-label={t('publication.name', { name })}
      aria-pressed={selected}
      title={`${foreignText(name)}: ${leadsTo}. ${t(`state.${state}`)}`}
      onClick={() => {
        select({ kind: 'publication', id });
      }}
    >
      {state !== 'active' && <StateIcon state={state} />}
      {isLoopback(hostIp) && <MonitorDot size={14} aria-hidden />}
      <span className="publication-row__port mono">
        {hostIp !== '*' && (
          <span className="publication-row__ip">
            <ForeignText text={hostIp} />:
          </span>
        )}
        {hostPort}
        <span className="publication-row__protocol">/{protocol}</span>
      </span>
      <span className="publication-row__target">
        <ForeignText text={target} />
      </span>
    </button>
  );
}

/** `publication-2345-tcp`, or `publication-127.0.0.1-2345-tcp` for a single address. */
function testId({ hostIp, hostPort, protocol }: Publication): string {
  const address = hostIp === '*' ? [] : [hostIp];
  return ['publication', ...address, String(hostPort), protocol].join('-');
}
