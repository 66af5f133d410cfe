import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { assertNever } from '#shared/result/result';
import { listeningAt } from '../../paths/inbound/listening';
import { namespaceRef, wireOf, type Facts } from './machine-facts';
import { fixBy, inside, onHost, type Fix, type FoundObstacle } from './obstacle';
import type { Packet } from './packet';

/**
 * Finds what stops a packet between the host's routing and the endpoint's own network: a bridge or
 * wire that is down, or a wire on another bridge.
 */
export function wireObstacle(
  facts: Facts,
  device: string,
  endpoint: Endpoint,
  link: EndpointInterface,
  address: string,
): FoundObstacle | undefined {
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
  const fix = bridge === undefined ? undefined : joinTo(device, link);
  return {
    code: 'WRONG_INTERFACE',
    where: device,
    explanation: msg('why.otherWire', { address, device, endpoint: endpoint.name, end: to }),
    fix,
  };
}

/** Puts the wire on the bridge that packets are sent to. */
function joinTo(bridge: string, { hostPeer, bridge: now }: EndpointInterface): Fix | undefined {
  if (hostPeer === undefined) return undefined;
  const set = (...words: readonly string[]) => [
    onHost('ip', 'link', 'set', 'dev', hostPeer, ...words),
  ];
  const before = now === undefined ? ['nomaster'] : ['master', now];
  return fixBy(
    msg('fix.join', { wire: hostPeer, bridge }),
    set('master', bridge),
    set(...before),
    true,
  );
}

export function bridgeDown(name: string): FoundObstacle {
  return {
    code: 'BRIDGE_DOWN',
    where: name,
    explanation: msg('why.bridgeDown', { bridge: name }),
    fix: switchUp(name, null),
  };
}

function linkDown(name: string, endpoint: Endpoint | null, explanation: Text): FoundObstacle {
  return {
    code: 'INTERFACE_DOWN',
    where: endpoint === null ? name : `${endpoint.name} ${name}`,
    explanation,
    fix: switchUp(name, endpoint),
  };
}

function switchUp(name: string, endpoint: Endpoint | null): Fix {
  const set = (state: string) => {
    const words = ['link', 'set', 'dev', name, state];
    return [endpoint === null ? onHost('ip', ...words) : inside(namespaceRef(endpoint), ...words)];
  };
  return fixBy(msg('fix.switchOn', { name }), set('up'), set('down'), true);
}

/** Finds why no socket of the endpoint receives a packet; undefined when one does. */
export function listenerObstacle(endpoint: Endpoint, packet: Packet): FoundObstacle | undefined {
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

/**
 * Finds an MTU between host and endpoint that is smaller than the endpoint's own: large packets
 * are dropped there silently.
 */
export function mtuObstacle(
  { topology: { host, bridges } }: Facts,
  { endpoint, link }: { readonly endpoint: Endpoint; readonly link: EndpointInterface },
): FoundObstacle | undefined {
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
    inside(namespaceRef(endpoint), 'link', 'set', 'dev', link.name, 'mtu', String(mtu)),
  ];
  return {
    code: 'MTU_MISMATCH',
    where: narrow.name,
    explanation: msg('why.narrow', {
      endpoint: endpoint.name,
      sent: link.mtu,
      link: link.name,
      device: narrow.name,
      taken: narrow.mtu,
    }),
    fix: fixBy(
      msg('fix.sendLess', { endpoint: endpoint.name, bytes: narrow.mtu }),
      set(narrow.mtu),
      set(link.mtu),
      true,
    ),
  };
}
