import type { FlowTuple } from '#shared/model/flow';
import type { JoinedFlow } from '../track/tracked-flow';
import type { FlowIndex } from './flow-index';

/** The two tuples of a flow. */
export interface Tuples {
  readonly protocol: string;
  readonly original: FlowTuple;
  readonly reply: FlowTuple;
}

/** A record that is being built. */
export type Draft<T> = { -readonly [Name in keyof T]: T[Name] };

/**
 * Joins a flow with the facts of the machine. The reply tuple shows the effect of translation: its
 * source is where the flow was sent, its destination is the caller that the other side sees.
 *
 * Undefined fields are left out: a quarter of a million flows may be kept.
 */
export function joinFlow(index: FlowIndex, flow: Tuples): JoinedFlow {
  const { original, reply } = flow;
  const dnat = reply.src !== original.dst || reply.sport !== original.dport;
  const snat = reply.dst !== original.src || reply.dport !== original.sport;
  const from = index.endpointInterface(original.src)?.endpoint;
  const to = index.endpointInterface(reply.src)?.endpoint;
  const wires = wiresOf(index, original.src, reply.src);
  const joined: Draft<JoinedFlow> = { dnat, snat, wires };
  if (from !== undefined) joined.from = from;
  if (to !== undefined) joined.to = to;
  if (dnat) addTranslation(joined, index, flow);
  else addProxied(joined, index, flow);
  return joined;
}

/**
 * Adds the publication of a translated flow: the one with both sides, or those with its host side.
 */
function addTranslation(
  joined: Draft<JoinedFlow>,
  index: FlowIndex,
  { protocol, original, reply }: Tuples,
): void {
  if (original.dport === undefined || reply.sport === undefined) return;
  const at = index.publishedAt(protocol, original.dst, original.dport);
  const exact = at.filter(
    ({ containerIp, containerPort, endpoint }) =>
      containerPort === reply.sport &&
      (containerIp === reply.src || (joined.to !== undefined && endpoint === joined.to.id)),
  );
  addPublications(joined, exact.length > 0 ? exact : at, exact.length === 1);
  const rule = index.rule(
    protocol,
    { address: original.dst, port: original.dport },
    { address: reply.src, port: reply.sport },
  );
  if (rule !== undefined) joined.dnatRule = rule.place;
}

/**
 * Adds the publications of an untranslated flow that goes to a proxy's socket or comes from a
 * proxy.
 */
function addProxied(
  joined: Draft<JoinedFlow>,
  index: FlowIndex,
  { protocol, original }: Tuples,
): void {
  const { src, dst, dport } = original;
  if (dport === undefined) return;
  if (index.isHost(dst)) {
    const proxied = index.proxiedAt(protocol, dst, dport);
    if (proxied.length === 0) return;
    joined.half = 'client';
    addPublications(joined, proxied, proxied.length === 1);
  } else if (index.isHost(src)) {
    // Only the proxy knows whether it or another program of the host opened this.
    const candidates = index.leadingTo(protocol, dst, dport).filter(({ proxy }) => proxy);
    if (candidates.length === 0) return;
    joined.half = 'backend';
    addPublications(joined, candidates, false);
  }
}

function addPublications(
  joined: Draft<JoinedFlow>,
  publications: readonly { readonly id: string }[],
  certain: boolean,
): void {
  const [only] = publications;
  if (only === undefined) return;
  if (certain) joined.publication = only.id;
  else joined.candidates = publications.map(({ id }) => id);
}

/**
 * Lists the host's interfaces that a flow passes from one address to another, in order: the veth of
 * a container and its bridge, and the interface of the route to an address outside.
 *
 * @param from the client
 * @param to the side that answers, after translation
 */
function wiresOf(index: FlowIndex, from: string, to: string): readonly string[] {
  if (index.isHost(from) && index.isHost(to)) return ['lo'];
  const wires = [...wiresTowards(index, from)].reverse().concat(wiresTowards(index, to));
  return wires.filter((wire, i) => wire !== wires[i - 1]);
}

/** The interfaces from the host to an address, in this order. */
function wiresTowards(index: FlowIndex, address: string): readonly string[] {
  if (index.isHost(address)) return [];
  const reached = index.endpointInterface(address);
  if (reached?.hostPeer !== undefined) {
    return reached.bridge === undefined ? [reached.hostPeer] : [reached.bridge, reached.hostPeer];
  }
  const device = index.deviceTowards(address);
  return device === null ? [] : [device];
}
