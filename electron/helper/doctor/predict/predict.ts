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
import { bridgePort, mtuStop, ownerOf, wireOf } from './deliver';
import { bridgeNetfilter, isLocal, routeTo, type Facts } from './facts';
import type { Caller } from './caller';
import { Journey } from './journey';
import { routeRepair } from './repairs';
import { goesAstray } from './routing-stops';
import type { Stop } from './stop';

/** What the configuration makes of a way in. */
export interface Prediction {
  readonly predicted: 'reachable' | 'unreachable' | 'untested';
  readonly stop?: Stop;
  readonly note?: Text;
}

/** A machine outside, as a packet of it comes in. */
export interface Outsider {
  readonly iif: string;
  readonly address: string;
  /** The device by which the host reaches it; undefined: as the host's routes say. */
  readonly device?: string;
}

/** Predicts one way in by following its first packet and the answer through the configuration, in TCP a further one too. */
export function predict(
  facts: Facts,
  publication: Publication,
  way: InboundPath,
  outsider: Outsider | null,
): Prediction {
  const { address, note } = way;
  if (address === null) return { predicted: 'untested', ...(note === undefined ? {} : { note }) };
  const missing = missingEndpoint(facts, publication);
  if (missing !== undefined) return { predicted: 'unreachable', stop: missing };
  const uncertain: Rule[] = [];
  const followed = (further: boolean) => {
    const journey = new Journey(facts, publication, further);
    const stop = follow(journey, facts, publication, { ...way, address }, outsider);
    uncertain.push(...journey.uncertain);
    return stop;
  };
  const first = followed(false);
  const stop = first === undefined && publication.protocol === 'tcp' ? followed(true) : first;
  if (stop === null) return { predicted: 'untested', note: note ?? msg('note.nobodyToAsk') };
  const doubt = doubts(uncertain);
  if (stop !== undefined) return { predicted: 'unreachable', stop, ...doubt };
  const owner = ownerOf(facts, publication.containerIp ?? '');
  const narrow = owner === undefined ? undefined : mtuStop(facts, owner);
  return { predicted: 'reachable', ...(narrow === undefined ? {} : { stop: narrow }), ...doubt };
}

function doubts(uncertain: readonly Rule[]): Pick<Prediction, 'note'> {
  const [rule] = uncertain;
  return rule === undefined ? {} : { note: msg('note.uncertainRule', { rule: rule.text }) };
}

/** null: there is nobody who could ask on this way. */
function follow(
  journey: Journey,
  facts: Facts,
  publication: Publication,
  { from, address }: InboundPath & { readonly address: string },
  outsider: Outsider | null,
): Stop | undefined | null {
  switch (from) {
    case 'host-address':
    case 'loopback4':
    case 'loopback6':
      return journey.sendOwn(address);
    case 'lan':
      return outsider === null
        ? null
        : journey.comeIn(address, outsider.iif, null, { ...outsider, itself: false });
    case 'self':
    case 'neighbour': {
      const endpoint = endpointOf(publication, facts.topology);
      if (endpoint === undefined) return null;
      if (from === 'self') return fromEndpoint(journey, facts, endpoint, address, true);
      const neighbour = neighbourOf(endpoint, facts.topology, familyOf(address));
      if (neighbour.kind === 'none') return null;
      if (neighbour.kind === 'endpoint') {
        return fromEndpoint(journey, facts, neighbour.endpoint, address, false);
      }
      const caller = guestCaller(facts, neighbour.bridge, familyOf(address));
      return caller === null ? null : journey.comeIn(address, neighbour.bridge, 'guest', caller);
    }
  }
}

/** A test client on a bridge has an address of the bridge's network. */
function guestCaller({ topology }: Facts, name: string, family: Family): Caller | null {
  const address = topology.bridges
    .find((bridge) => bridge.name === name)
    ?.addresses.map((text) => text.split('/')[0] ?? '')
    .find((one) => familyOf(one) === family);
  return address === undefined
    ? null
    : { address: neighbourAddress(address), device: name, itself: false };
}

/** An address beside another one; which one makes no difference to rules that name networks. */
function neighbourAddress(address: string): string {
  const [far, near] = address.includes(':') ? ['fe', 'fd'] : ['254', '253'];
  return address.replace(/[0-9a-f]*$/, (last) => (last === far ? near : far));
}

function fromEndpoint(
  journey: Journey,
  facts: Facts,
  endpoint: Endpoint,
  address: string,
  itself: boolean,
): Stop | undefined {
  const family = familyOf(address);
  const hop = routeTo({ interfaces: endpoint.interfaces, routes: endpoint.routes ?? [] }, address);
  const link = endpoint.interfaces.find(({ name }) => name === hop?.device);
  const own = (link?.addresses ?? [])
    .map((text) => text.split('/')[0] ?? '')
    .find((one) => familyOf(one) === family && !one.startsWith('fe80:'));
  const iif = link === undefined ? undefined : wireOf(link);
  if (link === undefined || own === undefined || iif === undefined) {
    const remedy = routeRepair(facts, endpoint, family);
    return {
      code: 'NO_DEFAULT_ROUTE',
      where: endpoint.name,
      explanation: msg('why.noWayThere', { endpoint: endpoint.name, address }),
      ...(remedy === undefined ? {} : { remedy }),
    };
  }
  const { gateway } = hop ?? {};
  const physIn = bridgePort(link);
  const caller = { address: own, device: iif, itself };
  if (gateway === undefined || isLocal(facts, gateway)) {
    return journey.comeIn(address, iif, physIn, caller);
  }
  const astray = { name: endpoint.name, gateway };
  // Where a bridge shows frames to iptables, they are translated whomever they are for.
  return physIn !== null && bridgeNetfilter(facts, family)
    ? journey.comeIn(address, iif, physIn, { ...caller, astray })
    : goesAstray(astray, address);
}

/** What cannot work at all: the endpoint is away, or has no address. */
function missingEndpoint(facts: Facts, publication: Publication): Stop | undefined {
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

/** A machine of the network outside, by the address that is asked: a neighbour that is known, or any of that network. */
export function outsiderOf(facts: Facts, address: string): Outsider | null {
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
