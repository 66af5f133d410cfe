import {
  firstChain,
  firstHeader,
  hostNamespace,
  isDropped,
  lastHeader,
  reachedHook,
  roleOf,
  type Pass,
} from './passes';
import type { PacketHeader } from '../system/nft/trace-event';

/** One packet's whole path, across all namespaces. */
export interface PacketPath {
  readonly passes: readonly Pass[];
}

interface OpenPath extends PacketPath {
  readonly passes: Pass[];
}

/** How many paths can still continue. Older ones ended long ago. */
const mostOpen = 500;

/** Joins passes to paths. A path continues when later passes turn out to belong to it. */
export class PacketPaths {
  #open: OpenPath[] = [];

  /** @returns the paths that these passes began or continued, in the order in which they began */
  join(passes: readonly Pass[]): readonly PacketPath[] {
    const touched = new Set<OpenPath>();
    const inOrder = [...passes].sort((a, b) => rank(a) - rank(b) || a.order - b.order);
    for (const pass of inOrder) {
      let path = this.#open.find((candidate) => leadsTo(candidate, pass));
      if (path === undefined) {
        path = { passes: [] };
        this.#open.push(path);
      }
      path.passes.push(pass);
      touched.add(path);
      this.#appendArrival(path, pass);
    }
    const result = [...touched].sort((a, b) => startOrder(a) - startOrder(b));
    if (this.#open.length > 2 * mostOpen) this.#open = this.#open.slice(-mostOpen);
    return result;
  }

  /** Appends an arrival in an endpoint that was reported before the host's pass. */
  #appendArrival(path: OpenPath, last: Pass): void {
    if (last.namespace !== hostNamespace) return;
    const early = this.#open.find(
      ({ passes: [first] }) => first !== undefined && rank(first) === 2 && leadsTo(path, first),
    );
    if (early === undefined) return;
    path.passes.push(...early.passes);
    this.#open = this.#open.filter((other) => other !== early);
  }
}

/**
 * Whether a packet has left one traced namespace for another, which has not reported it yet.
 *
 * @param endpoints addresses of the endpoints where arriving packets are traced
 */
export function isInTransit({ passes }: PacketPath, endpoints: ReadonlySet<string>): boolean {
  const last = passes.at(-1);
  if (last === undefined || isDropped(last) || reachedHook(last) !== 'postrouting') return false;
  return last.namespace !== hostNamespace || endpoints.has(lastHeader(last).dst);
}

/**
 * When a path began, by the host's order where the host saw it. The orders of two namespaces
 * cannot be compared, since their readers lag by different times, and what a proxy sends must come
 * after what it received.
 */
function startOrder({ passes }: PacketPath): number {
  const onHost = passes.find(({ namespace }) => namespace === hostNamespace);
  return (onHost ?? passes[0])?.order ?? 0;
}

/** Out of an endpoint, then the host, then into an endpoint: more reliable than two clocks. */
function rank(pass: Pass): number {
  if (pass.namespace === hostNamespace) return 1;
  return firstChain(pass) === 'output' ? 0 : 2;
}

function leadsTo({ passes }: PacketPath, next: Pass): boolean {
  const last = passes.at(-1);
  if (last === undefined || isDropped(last) || isDelivered(last, next)) return false;
  const start = (pass: Pass) =>
    `${pass.namespace} ${pass.events[0]?.family ?? ''} ${firstChain(pass)}`;
  return (
    !passes.some((pass) => start(pass) === start(next)) &&
    isSamePacket(lastHeader(last), firstHeader(next))
  );
}

/** A frame that a bridge passes up to its own host continues there; a local delivery is the end. */
function isDelivered(last: Pass, next: Pass): boolean {
  const hook = reachedHook(last);
  const atBridge = last.events.at(-1)?.family === 'bridge';
  if (hook === 'input') return !(atBridge && next.namespace === last.namespace);
  return false;
}

/**
 * Whether two headers are of the same packet: nothing changes it between two passes. The IPv4
 * identification distinguishes the packets of a connection (RFC 791). IPv6 has none; there, the
 * earlier packet is matched first.
 */
function isSamePacket(a: PacketHeader, b: PacketHeader): boolean {
  const fields = ['src', 'dst', 'sport', 'dport', 'protocol', 'flags', 'length', 'ipId'] as const;
  return fields.every((field) => a[field] === b[field]);
}

/** Why a packet is traced, by its first pass that was marked. */
export function pathRole({ passes }: PacketPath): ReturnType<typeof roleOf> {
  return passes.map(roleOf).find((role) => role !== undefined);
}
