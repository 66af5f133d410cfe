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
  /** Id of the endpoint that it leads to. */
  readonly endpoint: string | undefined;
}

/** An interface of an endpoint, and how the host reaches it. */
export interface InterfaceFacts {
  readonly endpoint: { readonly id: string; readonly name: string };
  /** Without prefix lengths. */
  readonly addresses: readonly string[];
  readonly hostPeer?: string | undefined;
  readonly bridge?: string | undefined;
}

/** A DNAT rule: the host port that it translates, to which socket, and where it is. */
export interface RuleFacts {
  readonly protocol: string;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly place: FlowRule;
}

/**
 * The facts of a machine that flows are joined with. Plain data, so that a thread can receive it.
 */
export interface FlowFacts {
  readonly hostAddresses: readonly string[];
  /** Networks as `address/prefix`, and the interface by which packets to them leave. */
  readonly routes: readonly { readonly network: string; readonly device: string }[];
  /** Of all endpoints. */
  readonly interfaces: readonly InterfaceFacts[];
  readonly publications: readonly PublicationFacts[];
  readonly rules: readonly RuleFacts[];
}

export const noFacts: FlowFacts = {
  hostAddresses: [],
  routes: [],
  interfaces: [],
  publications: [],
  rules: [],
};

/** Selects the facts for flows from a snapshot and the rules that belong to it. */
export function factsOf(snapshot: Snapshot, tables: readonly Table[]): FlowFacts {
  const { host, endpoints, publications } = snapshot;
  return {
    hostAddresses: host.interfaces.flatMap(({ addresses }) => addresses.map(withoutPrefix)),
    routes: routesOf(snapshot),
    interfaces: endpoints.flatMap(({ id, name, interfaces }) =>
      interfaces.map(({ addresses, hostPeer, bridge }) => ({
        endpoint: { id, name },
        addresses: addresses.map(withoutPrefix),
        hostPeer,
        bridge,
      })),
    ),
    publications: publications.map(
      ({ id, protocol, hostIp, hostPort, containerIp, containerPort, proxy, endpoint }) => ({
        id,
        protocol,
        hostIp,
        hostPort,
        containerIp,
        containerPort,
        proxy,
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
        table: 'nat',
        chain,
        number,
        owner: rule.owner,
        comment: rule.comment,
      },
    })),
  };
}

/**
 * The routes as read, then the networks of the host's own addresses, and the uplink for the rest.
 */
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
