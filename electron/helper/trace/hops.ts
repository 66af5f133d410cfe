import type { Hop, TracedPacket } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import type { PacketPath } from './packet-paths';
import { firstHeader, isDropped, reachedHook, type Pass } from './passes';
import type { RuleBook } from './rule-book';
import type { PacketHeader } from '../system/nft/trace-event';
import { walk, type WalkStep } from './walk';

type Change = NonNullable<Hop['changed']>[number];
/** A hop before it is numbered. */
type Bare = WalkStep['hop'];

/** One packet with its whole path. */
export interface TracedPath {
  readonly packet: TracedPacket;
  readonly hops: readonly Hop[];
}

/**
 * Describes the path of a packet, hop by hop.
 *
 * @param books returns the rules of a namespace
 */
export function describePath(
  { passes }: PacketPath,
  traceId: string,
  books: (namespace: string) => RuleBook,
): TracedPath {
  const [first] = passes;
  if (first === undefined) throw new Error('a path has a pass');
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
    traceId,
    namespace: pass.namespace,
    iif,
    oif,
    src,
    dst,
    sport,
    dport,
    protocol,
    flags: flags === '' ? undefined : flags,
    length,
  };
}

/** Adds each change of the packet to the rule that made it. */
function withChanges(steps: readonly WalkStep[]): readonly WalkStep[] {
  const changed = steps.map(() => [] as Change[]);
  const translatedBefore = new Set<number>();
  let mark: string | undefined;
  for (const [index, step] of steps.entries()) {
    const before = steps[index - 1];
    const sinceHop = before === undefined ? [] : headerChanges(before.header, step.header);
    if (sinceHop.length > 0) {
      const cause = lastIndexBefore(steps, index, ({ translates }) => translates);
      const at = cause ?? index;
      changed[at]?.push(...sinceHop);
      if (cause === null) translatedBefore.add(index);
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
    const note = translatedBefore.has(index) ? msg('trace.translatedBefore') : step.hop.note;
    return {
      ...step,
      hop: { ...step.hop, changed: changes.length === 0 ? undefined : changes, note },
    };
  });
}

/** Index of the last step before another, in the same namespace, for which `holds` is true. */
function lastIndexBefore(
  steps: readonly WalkStep[],
  index: number,
  holds: (step: WalkStep) => boolean,
): number | null {
  for (let at = index - 1; at >= 0; at--) {
    const step = steps[at];
    if (step === undefined || step.hop.namespace !== steps[index]?.hop.namespace) return null;
    if (holds(step)) return at;
  }
  return null;
}

function marksPackets({ hop }: WalkStep): boolean {
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
 * Leaves out our own chains at hooks where other programs have chains, and those of bridges where
 * the packet is routed. Changes that they found move to the next hop.
 *
 * @param routed the namespaces that do more with the packet than forward it through a bridge
 */
function withoutIdleWatchers(
  steps: readonly WalkStep[],
  routed: ReadonlySet<string>,
): readonly Bare[] {
  const hooked = new Set(steps.filter(({ own }) => !own).map(({ hop }) => hop.hook));
  const isIdle = ({ family, hook, namespace }: Bare) =>
    hooked.has(hook) || (family === 'bridge' && routed.has(namespace));
  const shown: Bare[] = [];
  let carried: Pick<Bare, 'changed' | 'note'> = {};
  for (const { own, hop } of steps) {
    if (own && isIdle(hop)) {
      if (hop.changed !== undefined) carried = hop;
      continue;
    }
    const note = own ? (hop.note ?? msg('trace.watcher')) : (carried.note ?? hop.note);
    shown.push({ ...hop, changed: carried.changed ?? hop.changed, note });
    carried = {};
  }
  return shown;
}

/** Adds each routing decision to the first hop after it. */
function withRoutes(hops: readonly Bare[]): readonly Bare[] {
  return hops.map((hop, index) => {
    const route = hop.hook === hops[index - 1]?.hook ? undefined : routeTo(hop);
    return route === undefined ? hop : { ...hop, route };
  });
}

function routeTo({ family, hook, oif }: Bare): Bare['route'] {
  // A bridge looks up the port of a hardware address; it does not route.
  if (family === 'bridge') return undefined;
  if (hook === 'input') return { to: 'local' };
  if (hook === 'forward') return { to: 'forward', oif };
  return hook === 'output' ? { to: 'out', oif } : undefined;
}

function withOutcome(hops: readonly Bare[], passes: readonly Pass[]): readonly Bare[] {
  const last = hops.at(-1);
  const pass = passes.at(-1);
  if (last === undefined || pass === undefined) return hops;
  return [...hops.slice(0, -1), { ...last, ...outcomeOf(pass, last) }];
}

function outcomeOf(pass: Pass, last: Bare): Pick<Bare, 'outcome' | 'note'> {
  if (isDropped(pass)) return { outcome: 'dropped' };
  const reached = reachedHook(pass);
  if (reached === last.hook && reached === 'input') return { outcome: 'delivered' };
  if (reached === last.hook && reached === 'postrouting') return { outcome: 'sent' };
  const routed = last.hook === 'prerouting' || last.hook === 'output';
  return {
    outcome: 'lost',
    note: routed ? msg('trace.lostInRouting') : msg('trace.lostUnseen'),
  };
}
