import { LockKeyhole, MoveLeft, TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useReadOnly, useUi } from '../../../store/services';
import type { PortChip } from '../../graph/graph';
import { useChipName } from './chip-name';
import { ForeignText } from '../../../ui/foreign-text';

/** A port of a container: a button that publishes it, or selects its publication. */
export function PortChipButton(props: {
  readonly chip: PortChip;
  readonly endpointId: string;
  readonly name: string;
}) {
  const { t } = useTranslation();
  const { chip, endpointId } = props;
  const names = useChipName(chip, props.name);
  const select = useUi((ui) => ui.select);
  const readOnly = useReadOnly();
  const openPublish = useUi((ui) => ui.openPublish);
  const [first] = chip.publications;
  const selected = useUi(
    ({ selection }) =>
      selection.kind === 'publication' && chip.publications.some(({ id }) => id === selection.id),
  );
  return (
    <button
      type="button"
      className={`chip chip--${chip.listens}${first === undefined ? '' : ' chip--published'}`}
      data-selected={selected}
      aria-label={names.label}
      title={names.hint}
      onClick={() => {
        if (first === undefined && readOnly) {
          select({ kind: 'endpoint', id: endpointId });
        } else if (first === undefined) {
          openPublish({ endpointId, port: chip.port, protocol: chip.protocol });
        } else select({ kind: 'publication', id: first.id });
      }}
    >
      <span className="chip__port mono">
        {chip.port}
        {chip.protocol === 'udp' && <span className="chip__protocol">/udp</span>}
      </span>
      <span className="chip__note">
        {chip.listens === 'loopback' && <LockKeyhole size={12} aria-hidden />}
        {chip.listens === 'none' && <TriangleAlert size={12} aria-hidden />}
        <span className="chip__words">
          {chip.listens === 'everywhere' ? (
            <ForeignText text={chip.process ?? ''} />
          ) : chip.listens === 'loopback' ? (
            t('port.loopbackShort')
          ) : (
            t('port.notListeningShort')
          )}
        </span>
      </span>
      {first === undefined ? (
        !readOnly && <span className="chip__publish">{t('port.publishShort')}</span>
      ) : (
        <span className="chip__hosts mono">
          <MoveLeft size={12} aria-hidden />
          {first.hostPort}
          {chip.publications.length > 1 && ` +${String(chip.publications.length - 1)}`}
        </span>
      )}
    </button>
  );
}
