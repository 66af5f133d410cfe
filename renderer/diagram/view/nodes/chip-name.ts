import { useTranslation } from 'react-i18next';
import { socketName } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import { useReadOnly } from '../../../store/services';
import type { PortChip } from '../../graph/graph';

/** Returns a chip's accessible name, and the text of its tooltip. */
export function useChipName(
  chip: PortChip,
  name: string,
): { readonly label: string; readonly hint: string } {
  const { t } = useTranslation();
  const readOnly = useReadOnly();
  const port = chip.protocol === 'udp' ? `${String(chip.port)}/udp` : String(chip.port);
  const hosts = chip.publications.map(hostSide).join(', ');
  const label =
    hosts !== ''
      ? t('port.published', { port, name, hosts })
      : t(readOnly ? 'port.plain' : 'port.publish', { port, name });
  const notes = [
    chip.listens === 'loopback' ? t('port.loopbackOnly') : null,
    chip.listens === 'none' ? t('port.notListening') : null,
    chip.process === null ? null : t('port.heldBy', { process: chip.process }),
  ].filter((note) => note !== null);
  return { label, hint: [label, ...notes].join(' · ') };
}

function hostSide({ hostIp, hostPort }: Publication): string {
  return hostIp === '*' ? String(hostPort) : socketName(hostIp, hostPort);
}
