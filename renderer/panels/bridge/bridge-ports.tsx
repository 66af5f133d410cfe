import { useTranslation } from 'react-i18next';
import type { PortVlan } from '#shared/model/network';
import type { Bridge, Endpoint } from '#shared/model/snapshot';
import { useUi } from '../../store/services';
import { ForeignText } from '../../ui/foreign-text';

/** The interfaces in a bridge, each with the container at the other end of its wire. */
export function BridgePorts(props: {
  readonly bridge: Bridge;
  readonly endpoints: readonly Endpoint[];
}) {
  const { t } = useTranslation();
  const select = useUi((ui) => ui.select);
  const { ports, vlans = [] } = props.bridge;
  if (ports.length === 0) return <p className="panel__quiet">{t('bridge.noPorts')}</p>;
  return (
    <ul className="facts">
      {ports.map((port) => {
        const far = endOf(port, props.endpoints);
        return (
          <li key={port} className="port-line">
            <span className="port-line__port mono">
              <ForeignText text={port} />
            </span>
            {far !== undefined && (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  select({ kind: 'endpoint', id: far.id });
                }}
              >
                <ForeignText text={far.name} />
              </button>
            )}
            <Vlans vlans={vlans.filter((vlan) => vlan.port === port)} />
          </li>
        );
      })}
    </ul>
  );
}

function Vlans({ vlans }: { readonly vlans: readonly PortVlan[] }) {
  const { t } = useTranslation();
  if (vlans.length === 0) return null;
  const words = vlans.map(({ id, end, pvid, untagged }) => {
    const ids = end === undefined ? String(id) : `${String(id)}–${String(end)}`;
    const notes = [pvid ? 'PVID' : null, untagged ? t('bridge.untagged') : null];
    const text = notes.filter((note) => note !== null).join(', ');
    return text === '' ? ids : `${ids} (${text})`;
  });
  return <span className="port-line__note">VLAN {words.join('; ')}</span>;
}

function endOf(port: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  return endpoints.find(({ interfaces }) => interfaces.some(({ hostPeer }) => hostPeer === port));
}
