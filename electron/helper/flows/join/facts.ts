import { parseCidr } from '#shared/model/address';
import type { FlowRule } from '#shared/model/flow';
import type { Publication } from '#shared/model/publication';
import type { Table } from '#shared/model/rules';
import type { Snapshot } from '#shared/model/snapshot';
import { placedTranslations } from '../../observe/derive/dnat-rules';

export interface PublicationFacts extends Pick<
  Publication,
  'id' | 'protocol' | 'hostIp' | 'hostPort' | 'containerIp' | 'containerPort' | 'proxy'
> {
  /** The id of the endpoint that it leads to. */
  readonly endpoint: string | undefined;
}

/** An interface of an endpoint, and how the host reaches it. */
export interface StationFacts {
  readonly endpoint: { readonly id: string; readonly name: string };
  /** Without the prefix. */
  readonly addresses: readonly string[];
  readonly hostPeer?: string | undefined;
  readonly bridge?: string | undefined;
}

/** A DNAT rule, and what it leads where. */
export interface RuleFacts {
  readonly protocol: string;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly place: FlowRule;
}

/** What must be known of a machine to tell whose a flow is and which way it takes. Plain data. */
export interface FlowFacts {
  readonly hostAddresses: readonly string[];
  /** The way to a network: `address/prefix`, and the interface by which packets leave. */
  readonly routes: readonly { readonly network: string; readonly device: string }[];
  readonly stations: readonly StationFacts[];
  readonly publications: readonly PublicationFacts[];
  readonly rules: readonly RuleFacts[];
}

export const noFacts: FlowFacts = {
  hostAddresses: [],
  routes: [],
  stations: [],
  publications: [],
  rules: [],
};

/** Picks the facts about flows out of a snapshot and the rules that go with it. */
export function factsOf(snapshot: Snapshot, tables: readonly Table[]): FlowFacts {
  const { host, endpoints, publications } = snapshot;
  return {
    hostAddresses: host.interfaces.flatMap(({ addresses }) => addresses.map(withoutPrefix)),
    routes: routesOf(snapshot),
    stations: endpoints.flatMap(({ id, name, interfaces }) =>
      interfaces.map(({ addresses, hostPeer, bridge }) => ({
        endpoint: { id, name },
        addresses: addresses.map(withoutPrefix),
        ...{ hostPeer, bridge },
      })),
    ),
    publications: publications.map(
      ({ id, protocol, hostIp, hostPort, containerIp, containerPort, proxy, endpoint }) => ({
        ...{ id, protocol, hostIp, hostPort, containerIp, containerPort, proxy },
        endpoint: endpoint?.id,
      }),
    ),
    rules: placedTranslations(tables).map(({ chain, number, rule, port }) => ({
      protocol: port.protocol,
      hostIp: port.hostIp,
      hostPort: port.hostPort,
      to: port.containerIp,
      toPort: port.containerPort,
      place: {
        ...{ table: 'nat', chain, number, owner: rule.owner },
        ...(rule.comment === undefined ? {} : { comment: rule.comment }),
      },
    })),
  };
}

/** The routes that were read, the networks of the host's own addresses, and the uplink for all else. */
function routesOf({ host }: Snapshot): FlowFacts['routes'] {
  const read = (host.routes ?? []).flatMap(({ family, destination, device, table, type }) =>
    device === undefined || table !== undefined || type !== undefined
      ? []
      : [{ network: destination === 'default' ? everything[family] : destination, device }],
  );
  const connected = host.interfaces
    .filter(({ kind }) => kind !== 'loopback')
    .flatMap(({ name, addresses }) => addresses.map((network) => ({ network, device: name })));
  const uplinks = host.interfaces
    .filter(({ uplink }) => uplink)
    .flatMap(({ name }) => Object.values(everything).map((network) => ({ network, device: name })));
  return [...read, ...connected, ...uplinks].filter(({ network }) => parseCidr(network).ok);
}

const everything = { ipv4: '0.0.0.0/0', ipv6: '::/0' } as const;

function withoutPrefix(address: string): string {
  return address.split('/')[0] ?? address;
}
