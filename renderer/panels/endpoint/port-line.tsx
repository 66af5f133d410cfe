import { useTranslation } from 'react-i18next';
import { publicationName } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import type { PortChip } from '../../diagram/graph/graph';
import { useReadOnly, useUi } from '../../store/services';
import { ForeignText } from '../../ui/foreign-text';
import { foreignText } from '../../i18n/foreign-text';

/** One port of an endpoint: its publications, and a button to publish it (again). */
export function PortLine(props: { readonly chip: PortChip; readonly endpoint: Endpoint }) {
  const { t } = useTranslation();
  const { chip, endpoint } = props;
  const select = useUi((ui) => ui.select);
  const readOnly = useReadOnly();
  const openPublish = useUi((ui) => ui.openPublish);
  const note = {
    everywhere: chip.process ?? '',
    loopback: t('port.loopbackShort'),
    none: t('port.notListeningShort'),
  }[chip.listens];
  const hint = {
    everywhere: note,
    loopback: t('port.loopbackOnly'),
    none: t('port.notListening'),
  }[chip.listens];
  const subject = `${String(chip.port)}/${chip.protocol}`;
  const verb = chip.publications.length === 0 ? t('port.publishShort') : t('port.publishAgain');
  return (
    <li className="fact">
      <div className="port-line">
        <span className="port-line__port mono">{subject}</span>
        <span className="port-line__note" title={foreignText(hint)}>
          <ForeignText text={note} />
        </span>
        {!readOnly && (
          <button
            type="button"
            className="button button--small"
            aria-label={`${verb} ${subject}`}
            onClick={() => {
              openPublish({ endpointId: endpoint.id, port: chip.port, protocol: chip.protocol });
            }}
          >
            {verb}
          </button>
        )}
      </div>
      {chip.publications.map((publication) => (
        <button
          key={publication.id}
          type="button"
          className="link-button mono"
          onClick={() => {
            select({ kind: 'publication', id: publication.id });
          }}
        >
          <ForeignText text={publicationName(publication)} />
        </button>
      ))}
    </li>
  );
}
