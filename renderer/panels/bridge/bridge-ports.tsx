import { useTranslation } from 'react-i18next';
import type { Bridge, Endpoint } from '#shared/model/snapshot';
import { useUi } from '../../store/services';

/** The interfaces in a bridge, each with the container at the other end of its wire. */
export function BridgePorts(props: {
  readonly bridge: Bridge;
  readonly endpoints: readonly Endpoint[];
}) {
  const { t } = useTranslation();
  const select = useUi((ui) => ui.select);
  const { ports } = props.bridge;
  if (ports.length === 0) return <p className="panel__quiet">{t('bridge.noPorts')}</p>;
  return (
    <ul className="facts">
      {ports.map((port) => {
        const far = endOf(port, props.endpoints);
        return (
          <li key={port} className="port-line">
            <span className="port-line__port mono">{port}</span>
            {far !== undefined && (
              <button
                type="button"
                className="link-button"
                onClick={() => {
                  select({ kind: 'endpoint', id: far.id });
                }}
              >
                {far.name}
              </button>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function endOf(port: string, endpoints: readonly Endpoint[]): Endpoint | undefined {
  return endpoints.find(({ interfaces }) => interfaces.some(({ hostPeer }) => hostPeer === port));
}
