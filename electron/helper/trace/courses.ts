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

/** One packet's whole way, over all namespaces. */
export interface Course {
  readonly passes: readonly Pass[];
}

interface OpenCourse extends Course {
  readonly passes: Pass[];
}

/** So many courses can still go on; older ones have come to their end long ago. */
const keptCourses = 500;

/** Joins passes to courses. A course can go on when later passes turn out to belong to it. */
export class Courses {
  #open: OpenCourse[] = [];

  /** @returns the courses that began or went on with these passes, in the order in which they began */
  join(passes: readonly Pass[]): readonly Course[] {
    const touched = new Set<OpenCourse>();
    const inOrder = [...passes].sort((a, b) => rank(a) - rank(b) || a.order - b.order);
    for (const pass of inOrder) {
      let course = this.#open.find((candidate) => leadsTo(candidate, pass));
      if (course === undefined) {
        course = { passes: [] };
        this.#open.push(course);
      }
      course.passes.push(pass);
      touched.add(course);
      this.#adopt(course, pass);
    }
    const result = [...touched].sort((a, b) => begunAt(a) - begunAt(b));
    if (this.#open.length > 2 * keptCourses) this.#open = this.#open.slice(-keptCourses);
    return result;
  }

  /** What arrived in an endpoint and was heard of before it was seen on the host goes on there. */
  #adopt(course: OpenCourse, last: Pass): void {
    if (last.namespace !== hostNamespace) return;
    const early = this.#open.find(
      ({ passes: [first] }) => first !== undefined && rank(first) === 2 && leadsTo(course, first),
    );
    if (early === undefined) return;
    course.passes.push(...early.passes);
    this.#open = this.#open.filter((other) => other !== early);
  }
}

/**
 * Whether a packet has left a namespace for another one that is followed, and was not heard of there yet.
 *
 * @param endpoints addresses of the endpoints where arriving packets are followed
 */
export function isUnderWay({ passes }: Course, endpoints: ReadonlySet<string>): boolean {
  const last = passes.at(-1);
  if (last === undefined || isDropped(last) || reachedHook(last) !== 'postrouting') return false;
  return last.namespace !== hostNamespace || endpoints.has(lastHeader(last).dst);
}

/**
 * When a course began, as the host saw it where it did: the orders of two namespaces cannot be compared, since their
 * readers are behind by different times, and what a proxy sends on must come after what it was asked.
 */
function begunAt({ passes }: Course): number {
  const onHost = passes.find(({ namespace }) => namespace === hostNamespace);
  return (onHost ?? passes[0])?.order ?? 0;
}

/** Out of an endpoint, then the host, then into an endpoint. The clocks of two readers say less than this. */
function rank(pass: Pass): number {
  if (pass.namespace === hostNamespace) return 1;
  return firstChain(pass) === 'output' ? 0 : 2;
}

function leadsTo({ passes }: Course, next: Pass): boolean {
  const last = passes.at(-1);
  if (last === undefined || isDropped(last) || isDelivered(last, next)) return false;
  const begins = (pass: Pass) =>
    `${pass.namespace} ${pass.events[0]?.family ?? ''} ${firstChain(pass)}`;
  return (
    !passes.some((pass) => begins(pass) === begins(next)) &&
    isSamePacket(lastHeader(last), firstHeader(next))
  );
}

/** A frame that a bridge gives to its own host goes on there; what a host takes for itself ends. */
function isDelivered(last: Pass, next: Pass): boolean {
  const hook = reachedHook(last);
  const atBridge = last.events.at(-1)?.family === 'bridge';
  if (hook === 'input') return !(atBridge && next.namespace === last.namespace);
  return false;
}

/**
 * Whether two looks are at the same packet: nothing changes it between two passes. The IPv4 identification tells
 * packets of a connection apart (RFC 791); IPv6 has none, and there the earlier packet goes first.
 */
function isSamePacket(a: PacketHeader, b: PacketHeader): boolean {
  const fields = ['src', 'dst', 'sport', 'dport', 'protocol', 'flags', 'length', 'ipId'] as const;
  return fields.every((field) => a[field] === b[field]);
}

/** Why a course is followed: by the first pass that was marked. */
export function courseRole({ passes }: Course): ReturnType<typeof roleOf> {
  return passes.map(roleOf).find((role) => role !== undefined);
}
