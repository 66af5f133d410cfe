import { cidrContains, familyOf, parseCidr } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { assertNever } from '#shared/result/result';
import { listeningAt } from '../../paths/inbound/listening';
import { inside, onHost, remedyBy, type Remedy } from './remedy';
import { namespaceOf, type NamespaceRef } from '#shared/model/namespace';
import type { Facts } from './facts';
import type { Packet } from './packet';
import type { Stop } from './stop';

/** The endpoint that has an address, and the interface that has it. */
export function ownerOf(
  { topology: { endpoints } }: Facts,
  address: string,
): { readonly endpoint: Endpoint; readonly link: EndpointInterface } | undefined {
  for (const endpoint of endpoints) {
    const link = endpoint.interfaces.find(({ addresses }) =>
      addresses.some((text) => text.startsWith(`${address}/`)),
    );
    if (link !== undefined) return { endpoint, link };
  }
  return undefined;
}

/** How `ip` is led into an endpoint's namespace. */
export function placeOf(endpoint: Endpoint): NamespaceRef {
  return namespaceOf(endpoint) ?? { pid: 0 };
}

/** The port of the host's bridge that an endpoint's interface hangs on; null when it is on none. */
export function bridgePort({ bridge, hostPeer }: EndpointInterface): string | null {
  return bridge === undefined ? null : (hostPeer ?? null);
}

/** The interface of the host that leads to an endpoint's interface: its bridge, or the other end of its wire. */
export function wireOf({ bridge, hostPeer }: EndpointInterface): string | undefined {
  return bridge ?? hostPeer;
}

/**
 * What hinders a packet between the host's routing and the endpoint's own network: the wire, the bridge, what they
 * are joined to.
 */
export function wireStop(
  facts: Facts,
  device: string,
  endpoint: Endpoint,
  link: EndpointInterface,
  address: string,
): Stop | undefined {
  const { host, bridges } = facts.topology;
  const bridge = bridges.find(({ name }) => name === device);
  if (bridge?.up === false) return bridgeDown(device);
  const peer = host.interfaces.find(({ name }) => name === link.hostPeer);
  if (peer?.up === false)
    return linkDown(
      peer.name,
      null,
      msg('why.wireDown', { name: peer.name, endpoint: endpoint.name }),
    );
  if (!link.up) {
    return linkDown(
      link.name,
      endpoint,
      msg('why.cardDown', { name: link.name, endpoint: endpoint.name }),
    );
  }
  if (wireOf(link) === device || wireOf(link) === undefined) return undefined;
  const to = wireOf(link) ?? '';
  const remedy = bridge === undefined ? undefined : joinTo(device, link);
  return {
    code: 'WRONG_INTERFACE',
    where: device,
    explanation: msg('why.otherWire', { address, device, endpoint: endpoint.name, end: to }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** Joins the wire to the bridge that packets are sent to. */
function joinTo(bridge: string, { hostPeer, bridge: now }: EndpointInterface): Remedy | undefined {
  if (hostPeer === undefined) return undefined;
  const set = (...words: readonly string[]) => [
    onHost('ip', 'link', 'set', 'dev', hostPeer, ...words),
  ];
  const before = now === undefined ? ['nomaster'] : ['master', now];
  return remedyBy(
    msg('fix.join', { wire: hostPeer, bridge }),
    set('master', bridge),
    set(...before),
    true,
  );
}

export function bridgeDown(name: string): Stop {
  return {
    code: 'BRIDGE_DOWN',
    where: name,
    explanation: msg('why.bridgeDown', { bridge: name }),
    remedy: switchUp(name, null),
  };
}

function linkDown(name: string, endpoint: Endpoint | null, explanation: Text): Stop {
  return {
    code: 'INTERFACE_DOWN',
    where: endpoint === null ? name : `${endpoint.name} ${name}`,
    explanation,
    remedy: switchUp(name, endpoint),
  };
}

function switchUp(name: string, endpoint: Endpoint | null): Remedy {
  const set = (state: string) => {
    const words = ['link', 'set', 'dev', name, state];
    return [endpoint === null ? onHost('ip', ...words) : inside(placeOf(endpoint), ...words)];
  };
  return remedyBy(msg('fix.switchOn', { name }), set('up'), set('down'), true);
}

/** The stop of a packet that no socket of its endpoint takes; undefined when one does. */
export function listenerStop(endpoint: Endpoint, packet: Packet): Stop | undefined {
  const { name } = endpoint;
  const { dst, dport: port, protocol } = packet;
  const listening = listeningAt(endpoint, packet);
  const where = msg('place.endpointPort', { endpoint: name, port, protocol });
  switch (listening.kind) {
    case 'taken':
      return undefined;
    case 'none':
      return {
        code: 'NOT_LISTENING',
        where,
        explanation: msg('why.notListening', { endpoint: name, port }),
      };
    case 'loopback-only':
      return {
        code: 'LISTENS_ON_LOOPBACK_ONLY',
        where,
        explanation: msg('why.listensOnLoopback', { endpoint: name, address: listening.address }),
      };
    case 'other-address':
      return {
        code: 'LISTENS_ON_OTHER_ADDRESS',
        where,
        explanation: msg('why.listensElsewhere', {
          endpoint: name,
          address: listening.address,
          asked: dst,
        }),
      };
    default:
      return assertNever(listening);
  }
}

/** An MTU on the way that is smaller than that of who sends into it: large packets are lost there without a word. */
export function mtuStop(
  { topology: { host, bridges } }: Facts,
  { endpoint, link }: { readonly endpoint: Endpoint; readonly link: EndpointInterface },
): Stop | undefined {
  const outer = [link.hostPeer, link.bridge].flatMap((name) => {
    const found = host.interfaces.find((one) => one.name === name);
    return found === undefined ? [] : [found];
  });
  const narrow = outer.reduce<(typeof outer)[number] | undefined>(
    (least, one) => (least === undefined || one.mtu < least.mtu ? one : least),
    undefined,
  );
  if (narrow === undefined || link.mtu === undefined || link.mtu <= narrow.mtu) return undefined;
  if (!bridges.some(({ name }) => name === link.bridge) && link.hostPeer === undefined)
    return undefined;
  const set = (mtu: number) => [
    inside(placeOf(endpoint), 'link', 'set', 'dev', link.name, 'mtu', String(mtu)),
  ];
  return {
    code: 'MTU_MISMATCH',
    where: narrow.name,
    explanation: msg('why.narrow', {
      ...{ endpoint: endpoint.name, sent: link.mtu, link: link.name },
      ...{ device: narrow.name, taken: narrow.mtu },
    }),
    remedy: remedyBy(
      msg('fix.sendLess', { endpoint: endpoint.name, bytes: narrow.mtu }),
      set(narrow.mtu),
      set(link.mtu),
      true,
    ),
  };
}

/** Whether two interfaces' networks have an address in common with a packet's far end. */
export function isOnLink({ interfaces }: Pick<Endpoint, 'interfaces'>, address: string): boolean {
  return interfaces.some(
    ({ up, addresses }) =>
      up &&
      addresses.some((text) => {
        const cidr = parseCidr(text);
        return (
          cidr.ok &&
          familyOf(cidr.value.address) === familyOf(address) &&
          cidrContains(cidr.value, address)
        );
      }),
  );
}

/** Whether a publication's endpoint is the one that a packet has come to. */
export function isMeant({ endpoint }: Publication, { id }: Endpoint): boolean {
  return endpoint === null || endpoint.id === id;
}
