import { useTranslation } from 'react-i18next';
import { socketName } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, Host, HostContainer, Listener } from '#shared/model/snapshot';
import { byNaturalName } from '#shared/model/order';
import { endpointAddress } from '#shared/model/own-addresses';
import type { PortChip } from '../diagram/graph/graph';
import { portChips } from '../diagram/graph/port-chips';
import { useChipName } from '../diagram/view/nodes/chip-name';
import { linkWords } from '../ui/link-words';
import { useUi } from '../store/services';
import { ForeignText, ForeignTexts } from '../ui/foreign-text';

/** All endpoints with their bridges and ports, by name. */
export function ContainersTable(props: {
  readonly endpoints: readonly Endpoint[];
  readonly publications: readonly Publication[];
  readonly host: Host;
}) {
  const { t } = useTranslation();
  const { containers = [], listeners } = props.host;
  if (props.endpoints.length + containers.length === 0) {
    return <p className="inspector__empty">{t('inspector.emptyContainers')}</p>;
  }
  return (
    <table className="table" aria-label={t('inspector.containers')}>
      <thead>
        <tr>
          <th scope="col">{t('table.name')}</th>
          <th scope="col">{t('table.kind')}</th>
          <th scope="col">{t('table.address')}</th>
          <th scope="col">{t('table.bridge')}</th>
          <th scope="col">{t('table.ports')}</th>
        </tr>
      </thead>
      <tbody>
        {props.endpoints.toSorted(byNaturalName).map((endpoint) => (
          <EndpointLine
            key={endpoint.id}
            endpoint={endpoint}
            publications={props.publications.filter((p) => p.endpoint?.id === endpoint.id)}
          />
        ))}
        {containers.toSorted(byNaturalName).map((container) => (
          <HostContainerLine
            key={container.id}
            container={container}
            listeners={listeners.filter((one) => one.container === container.name)}
          />
        ))}
      </tbody>
    </table>
  );
}

function EndpointLine(props: {
  readonly endpoint: Endpoint;
  readonly publications: readonly Publication[];
}) {
  const { t } = useTranslation();
  const { endpoint, publications } = props;
  const { id, name, runtime } = endpoint;
  const select = useUi((ui) => ui.select);
  const selected = useUi(({ selection }) => selection.kind === 'endpoint' && selection.id === id);
  const joined = endpoint.interfaces.flatMap((iface) => iface.bridge ?? linkWords(iface) ?? []);
  return (
    <tr aria-selected={selected}>
      <th scope="row">
        <button
          type="button"
          className="link-button"
          onClick={() => {
            select({ kind: 'endpoint', id });
          }}
        >
          <ForeignText text={name} />
        </button>
      </th>
      <td>{t(`runtime.${runtime}`)}</td>
      <td className="mono">
        <ForeignText text={endpointAddress(endpoint) ?? '–'} />
      </td>
      <td>
        {joined.length === 0 ? (
          t('chart.notConnected')
        ) : (
          <ForeignTexts texts={joined} separator=", " />
        )}
      </td>
      <td>
        <ul className="ports">
          {portChips(endpoint, publications).map((chip) => (
            <PortWord key={chip.key} chip={chip} name={name} />
          ))}
        </ul>
      </td>
    </tr>
  );
}

/** A container in the host's network: what it listens on is already on the host. */
function HostContainerLine(props: {
  readonly container: HostContainer;
  readonly listeners: readonly Listener[];
}) {
  const { t } = useTranslation();
  const { name, runtime } = props.container;
  return (
    <tr>
      <th scope="row">
        <ForeignText text={name} />
      </th>
      <td>{t(`runtime.${runtime}`)}</td>
      <td>–</td>
      <td>{t('endpoint.onHost')}</td>
      <td>
        <ul className="ports">
          {props.listeners.map(({ address, port, protocol }) => (
            <li key={`${address} ${String(port)} ${protocol}`} className="mono">
              <ForeignText text={socketName(address, port)} />/{protocol}
            </li>
          ))}
        </ul>
      </td>
    </tr>
  );
}

function PortWord({ chip, name }: { readonly chip: PortChip; readonly name: string }) {
  const { t } = useTranslation();
  const { hint } = useChipName(chip, name);
  const note = {
    everywhere: '',
    loopback: ` (${t('port.loopbackShort')})`,
    none: ` (${t('port.notListeningShort')})`,
  }[chip.listens];
  const hosts = chip.publications.map(({ hostPort }) => String(hostPort)).join(', ');
  return (
    <li title={hint}>
      <span className="mono">
        {hosts === '' ? '' : `${hosts} → `}
        {chip.port}/{chip.protocol}
      </span>
      {note}
    </li>
  );
}
