import type { Hop, TracedPacket } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import type { Course } from './courses';
import { firstHeader, isDropped, reachedHook, type Pass } from './passes';
import type { RuleBook } from './rule-book';
import type { PacketHeader } from '../system/nft/trace-event';
import { walk, type Step } from './walk';

type Change = NonNullable<Hop['changed']>[number];
/** A hop before it has its place in the whole. */
type Bare = Step['hop'];

/** One packet with its whole way. */
export interface TracedCourse {
  readonly packet: TracedPacket;
  readonly hops: readonly Hop[];
}

/**
 * Tells the way of a packet, hop by hop.
 *
 * @param books the rules of each namespace by its name
 */
export function describeCourse(
  { passes }: Course,
  traceId: string,
  books: (namespace: string) => RuleBook,
): TracedCourse {
  const [first] = passes;
  if (first === undefined) throw new Error('a course has a pass');
  const walked = passes.map((pass) => walk(pass, books(pass.namespace)));
  const steps = withChanges(walked.flat());
  const routed = new Set(
    steps.filter(({ hop }) => hop.family !== 'bridge').map(({ hop }) => hop.namespace),
  );
  const perPass = walked.map((own, index) => {
    const start = walked.slice(0, index).reduce((sum, { length }) => sum + length, 0);
    return withRoutes(withoutIdleWatchers(steps.slice(start, start + own.length), routed));
  });
  const hops = withOutcome(perPass.flat(), passes);
  return {
    packet: packetOf(first, traceId),
    hops: hops.map((hop, index) => ({ traceId, seq: index + 1, ...hop })),
  };
}

function packetOf(pass: Pass, traceId: string): TracedPacket {
  const { iif, oif, src, dst, sport, dport, protocol, flags, length } = firstHeader(pass);
  return {
    ...{ traceId, namespace: pass.namespace },
    ...(iif === undefined ? {} : { iif }),
    ...(oif === undefined ? {} : { oif }),
    ...{ src, dst },
    ...(sport === undefined ? {} : { sport }),
    ...(dport === undefined ? {} : { dport }),
    protocol,
    ...(flags === undefined || flags === '' ? {} : { flags }),
    length,
  };
}

/** Finds for each change of the packet the rule that made it. */
function withChanges(steps: readonly Step[]): readonly Step[] {
  const changed = steps.map(() => [] as Change[]);
  const notes = new Map<number, Note>();
  let mark: string | undefined;
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    const sinceHop = before === undefined ? [] : headerChanges(before.header, step.header);
    if (sinceHop.length > 0) {
      const cause = lastIndexBefore(steps, index, ({ translates }) => translates);
      const at = cause ?? index;
      changed[at]?.push(...sinceHop);
      if (cause === null) notes.set(index, translatedBefore);
    }
    const isNewNamespace = before?.hop.namespace !== step.hop.namespace;
    if (step.mark === undefined) continue;
    if (mark !== undefined && !isNewNamespace && mark !== step.mark) {
      const cause = lastIndexBefore(steps, index, marksPackets) ?? index;
      changed[cause]?.push({ field: 'mark', from: shortHex(mark), to: shortHex(step.mark) });
    }
    mark = step.mark;
  }
  return steps.map((step, index) => {
    const changes = changed[index] ?? [];
    return {
      ...step,
      hop: {
        ...step.hop,
        ...(changes.length === 0 ? {} : { changed: changes }),
        ...notes.get(index),
      },
    };
  });
}

/** A word to the reader at a hop. */
type Note = Pick<Hop, 'note'>;

const translatedBefore: Note = { note: msg('trace.translatedBefore') };

/** The last step before another, in the same namespace, for which something holds. */
function lastIndexBefore(
  steps: readonly Step[],
  index: number,
  holds: (step: Step) => boolean,
): number | null {
  for (let at = index - 1; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined || step.hop.namespace !== steps[index]?.hop.namespace) return null;
    if (holds(step)) return at;
  }
  return null;
}

function marksPackets({ hop }: Step): boolean {
  return (
    hop.kind === 'rule' &&
    /\bmark\b.*\bset\b|--(set|restore|and|or|xor)-?x?mark/i.test(hop.rule ?? '')
  );
}

function headerChanges(before: PacketHeader, after: PacketHeader): readonly Change[] {
  return (['src', 'sport', 'dst', 'dport'] as const).flatMap((field) => {
    const [from, to] = [before[field], after[field]];
    return from === to || from === undefined || to === undefined
      ? []
      : [{ field, from: String(from), to: String(to) }];
  });
}

function shortHex(mark: string): string {
  return `0x${Number(mark).toString(16)}`;
}

/**
 * Where others have chains, ours have nothing to say, and a bridge neither where the packet is routed; what was found
 * out by them goes to the hop beside.
 *
 * @param routed the namespaces that do more with the packet than to pass it on by a bridge
 */
function withoutIdleWatchers(steps: readonly Step[], routed: ReadonlySet<string>): readonly Bare[] {
  const hooked = new Set(steps.filter(({ own }) => !own).map(({ hop }) => hop.hook));
  const isIdle = ({ family, hook, namespace }: Bare) =>
    hooked.has(hook) || (family === 'bridge' && routed.has(namespace));
  const kept: Bare[] = [];
  let carried: Pick<Bare, 'changed'> & Note = {};
  for (const { own, hop } of steps) {
    if (own && isIdle(hop)) {
      const { changed } = hop;
      if (changed !== undefined) carried = { changed, ...noteOf(hop) };
      continue;
    }
    kept.push({ ...hop, ...carried, ...(own ? (noteOf(hop) ?? watcherNote) : {}) });
    carried = {};
  }
  return kept;
}

function noteOf({ note }: Bare): Note | undefined {
  return note === undefined ? undefined : { note };
}

const watcherNote: Note = { note: msg('trace.watcher') };

/** Says at the first hop after a routing decision what that was. */
function withRoutes(hops: readonly Bare[]): readonly Bare[] {
  return hops.map((hop, index) => {
    const route = hop.hook === hops[index - 1]?.hook ? undefined : routeTo(hop);
    return route === undefined ? hop : { ...hop, route };
  });
}

function routeTo({ family, hook, oif }: Bare): Bare['route'] {
  // A bridge looks for the port of a hardware address; it does not route.
  if (family === 'bridge') return undefined;
  const by = oif === undefined ? {} : { oif };
  if (hook === 'input') return { to: 'local' };
  if (hook === 'forward') return { to: 'forward', ...by };
  return hook === 'output' ? { to: 'out', ...by } : undefined;
}

function withOutcome(hops: readonly Bare[], passes: readonly Pass[]): readonly Bare[] {
  const last = hops.at(-1);
  const pass = passes.at(-1);
  if (last === undefined || pass === undefined) return hops;
  return [...hops.slice(0, -1), { ...last, ...outcomeOf(pass, last) }];
}

function outcomeOf(pass: Pass, last: Bare): Pick<Bare, 'outcome'> & Note {
  if (isDropped(pass)) return { outcome: 'dropped' };
  const reached = reachedHook(pass);
  if (reached === last.hook && reached === 'input') return { outcome: 'delivered' };
  if (reached === last.hook && reached === 'postrouting') return { outcome: 'sent' };
  const routed = last.hook === 'prerouting' || last.hook === 'output';
  return { outcome: 'lost', ...(routed ? lostInRouting : lostUnseen) };
}

const lostInRouting: Note = { note: msg('trace.lostInRouting') };
const lostUnseen: Note = { note: msg('trace.lostUnseen') };
