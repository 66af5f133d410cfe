import { familyOf, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';
import type { Endpoint } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import {
  endpointOf,
  neighbourOf,
  outerInterface,
  type InboundPath,
} from '../../paths/inbound/inbound-paths';
import { mtuObstacle } from './delivery-obstacles';
import {
  bridgeNetfilter,
  bridgePort,
  isLocal,
  ownerOf,
  stackOf,
  wireOf,
  type Facts,
} from './machine-facts';
import { routeFix } from './known-fixes';
import type { FoundObstacle } from './obstacle';
import { RoundTrip, type Caller } from './round-trip';
import { routeTo } from './route-lookup';
import { otherGatewayUsed } from './routing-obstacles';

/** Whether an inbound path works by the configuration, and what blocks it. */
export interface Prediction {
  readonly predicted: 'reachable' | 'unreachable' | 'untested';
  readonly obstacle?: FoundObstacle;
  readonly note?: Text;
}

/** A machine outside, with the interface that its packets arrive on. */
export interface OutsideClient {
  readonly iif: string;
  readonly address: string;
  /** The device by which the host reaches it; undefined: as the host's routes say. */
  readonly device?: string;
}

/**
 * Predicts one inbound path: follows its first packet and the reply through the configuration, and
 * in TCP a packet after the reply too.
 */
export function predict(
  facts: Facts,
  publication: Publication,
  path: InboundPath,
  outsideClient: OutsideClient | null,
): Prediction {
  const { address, note } = path;
  if (address === null) return { predicted: 'untested', note };
  const missing = missingEndpoint(facts, publication);
  if (missing !== undefined) return { predicted: 'unreachable', obstacle: missing };
  const uncertain: Rule[] = [];
  const followed = (further: boolean) => {
    const roundTrip = new RoundTrip(facts, publication, further);
    const obstacle = follow(roundTrip, facts, publication, { ...path, address }, outsideClient);
    uncertain.push(...roundTrip.uncertain);
    return obstacle;
  };
  const first = followed(false);
  const obstacle = first === undefined && publication.protocol === 'tcp' ? followed(true) : first;
  if (obstacle === null) return { predicted: 'untested', note: note ?? msg('note.noClient') };
  const doubt = uncertainNote(uncertain);
  if (obstacle !== undefined) return { predicted: 'unreachable', obstacle, note: doubt };
  const owner = ownerOf(facts, publication.containerIp ?? '');
  const narrow = owner === undefined ? undefined : mtuObstacle(facts, owner);
  return { predicted: 'reachable', obstacle: narrow, note: doubt };
}

function uncertainNote([rule]: readonly Rule[]): Text | undefined {
  return rule && msg('note.uncertainRule', { rule: rule.text });
}

/** Returns the first obstacle; null when there is no machine that could connect on this way. */
function follow(
  roundTrip: RoundTrip,
  facts: Facts,
  publication: Publication,
  { from, address }: InboundPath & { readonly address: string },
  outsideClient: OutsideClient | null,
): FoundObstacle | undefined | null {
  switch (from) {
    case 'host-address':
    case 'loopback4':
    case 'loopback6':
      return roundTrip.sendLocally(address);
    case 'lan':
      return outsideClient === null
        ? null
        : roundTrip.enter(address, outsideClient.iif, null, { ...outsideClient, itself: false });
    case 'self':
    case 'neighbour': {
      const endpoint = endpointOf(publication, facts.topology);
      if (endpoint === undefined) return null;
      if (from === 'self') return fromEndpoint(roundTrip, facts, endpoint, address, true);
      const neighbour = neighbourOf(endpoint, facts.topology, familyOf(address));
      if (neighbour.kind === 'none') return null;
      if (neighbour.kind === 'endpoint') {
        return fromEndpoint(roundTrip, facts, neighbour.endpoint, address, false);
      }
      const caller = testClientCaller(facts, neighbour.bridge, familyOf(address));
      return caller === null ? null : roundTrip.enter(address, neighbour.bridge, 'guest', caller);
    }
  }
}

/** A test client on a bridge, with an address of the bridge's network. */
function testClientCaller({ topology }: Facts, name: string, family: Family): Caller | null {
  const address = topology.bridges
    .find((bridge) => bridge.name === name)
    ?.addresses.map((text) => text.split('/')[0] ?? '')
    .find((one) => familyOf(one) === family);
  return address === undefined
    ? null
    : { address: neighbourAddress(address), device: name, itself: false };
}

/** Returns another address of the same network; to rules that name networks, all are alike. */
function neighbourAddress(address: string): string {
  const [far, near] = address.includes(':') ? ['fe', 'fd'] : ['254', '253'];
  return address.replace(/[0-9a-f]*$/, (last) => (last === far ? near : far));
}

function fromEndpoint(
  roundTrip: RoundTrip,
  facts: Facts,
  endpoint: Endpoint,
  address: string,
  itself: boolean,
): FoundObstacle | undefined {
  const family = familyOf(address);
  const hop = routeTo(stackOf(endpoint), address);
  const link = endpoint.interfaces.find(({ name }) => name === hop?.device);
  const own = (link?.addresses ?? [])
    .map((text) => text.split('/')[0] ?? '')
    .find((one) => familyOf(one) === family && !one.startsWith('fe80:'));
  const iif = link === undefined ? undefined : wireOf(link);
  if (link === undefined || own === undefined || iif === undefined) {
    const fix = routeFix(facts, endpoint, family);
    return {
      code: 'NO_DEFAULT_ROUTE',
      where: endpoint.name,
      explanation: msg('why.noWayThere', { endpoint: endpoint.name, address }),
      fix,
    };
  }
  const { gateway } = hop ?? {};
  const physIn = bridgePort(link);
  const caller = { address: own, device: iif, itself };
  if (gateway === undefined || isLocal(facts, gateway)) {
    return roundTrip.enter(address, iif, physIn, caller);
  }
  const otherGateway = { name: endpoint.name, gateway };
  // Where a bridge passes frames to iptables, they are translated whatever their gateway.
  return physIn !== null && bridgeNetfilter(facts, family)
    ? roundTrip.enter(address, iif, physIn, { ...caller, otherGateway })
    : otherGatewayUsed(otherGateway, address);
}

/** What blocks every inbound path: the endpoint is not running, or has no address. */
function missingEndpoint(facts: Facts, publication: Publication): FoundObstacle | undefined {
  const { endpoint } = publication;
  if (endpoint === null) return undefined;
  const found = endpointOf(publication, facts.topology);
  if (found === undefined) {
    return {
      code: 'ENDPOINT_NOT_RUNNING',
      where: endpoint.name,
      explanation: msg('why.endpointAway', { endpoint: endpoint.name }),
    };
  }
  const hasAddress = found.interfaces.some(({ addresses }) =>
    addresses.some((text) => !text.startsWith('fe80:') && !text.startsWith('169.254.')),
  );
  return hasAddress
    ? undefined
    : {
        code: 'NO_ADDRESS',
        where: endpoint.name,
        explanation: msg('why.noAddress', { endpoint: endpoint.name }),
      };
}

/**
 * A machine of the network outside that connects to an address: a known neighbour, or any address
 * of that network.
 */
export function outsideClientOf(facts: Facts, address: string): OutsideClient | null {
  const { host } = facts.topology;
  const holder =
    host.interfaces.find(
      ({ addresses, kind }) =>
        kind !== 'bridge' && addresses.some((text) => text.startsWith(`${address}/`)),
    ) ?? outerInterface(host.interfaces, familyOf(address))?.link;
  if (holder === undefined) return null;
  const known = (host.neighbours ?? []).find(
    (neighbour) =>
      neighbour.device === holder.name &&
      neighbour.state !== 'failed' &&
      !neighbour.address.startsWith('fe80:') &&
      familyOf(neighbour.address) === familyOf(address),
  );
  return { iif: holder.name, address: known?.address ?? neighbourAddress(address) };
}
