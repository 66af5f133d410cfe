import type { Hop } from '#shared/model/trace';
import { isDrop } from './packet-outcome';

export type TraceHook = NonNullable<Hop['hook']>;

/** A column of the timeline: a netfilter hook, or the routing decision between two hooks. */
export type Column =
  | { readonly kind: 'hook'; readonly hook: TraceHook; readonly hops: readonly Hop[] }
  | { readonly kind: 'routing'; readonly route: NonNullable<Hop['route']> }
  /** A hook on the path where nothing was seen: it has no rules, or comes after the drop. */
  | { readonly kind: 'empty'; readonly hook: TraceHook; readonly reached: boolean };

/** One passage through a network stack, from its first hook to its last. */
export interface Lane {
  readonly key: string;
  /** `host`, or an endpoint's id. */
  readonly namespace: string;
  readonly iif: string | null;
  readonly oif: string | null;
  readonly columns: readonly Column[];
}

/**
 * The position of each hook within one stack (nf_hook order of ip_rcv, ip_forward and ip_output).
 */
const place: Readonly<Record<TraceHook, number>> = {
  prerouting: 0,
  output: 0,
  input: 1,
  forward: 1,
  postrouting: 2,
};

/**
 * Arranges a packet's hops as lanes of columns, in order. A new lane starts where the packet enters
 * another namespace, or the same one again, as via `lo`.
 */
export function timelineLanes(hops: readonly Hop[]): readonly Lane[] {
  return passages(hops).map((passage, index) => ({
    key: String(index),
    namespace: passage[0].namespace,
    iif: passage.find(({ iif }) => iif !== undefined)?.iif ?? null,
    oif: passage.findLast(({ oif }) => oif !== undefined)?.oif ?? null,
    columns: complete(columnsOf(passage), passage.some(isDrop)),
  }));
}

type Passage = [Hop, ...Hop[]];

function passages(hops: readonly Hop[]): readonly Passage[] {
  const all: Passage[] = [];
  let reached: TraceHook | null = null;
  for (const hop of hops) {
    const current: Passage | undefined = all.at(-1);
    const hook: TraceHook | null = hop.hook ?? reached;
    const goesOn: boolean =
      current?.[0].namespace === hop.namespace &&
      (hook === null || reached === null || hook === reached || place[hook] > place[reached]);
    if (goesOn) current?.push(hop);
    else all.push([hop]);
    reached = goesOn ? hook : (hop.hook ?? null);
  }
  return all;
}

function columnsOf(passage: Passage): readonly Column[] {
  const columns: Column[] = [];
  for (const hop of passage) {
    const last = columns.at(-1);
    const before = columns.findLast((column) => column.kind === 'hook');
    const hook = hop.hook ?? before?.hook ?? 'prerouting';
    if (hop.route !== undefined) columns.push({ kind: 'routing', route: hop.route });
    if (last?.kind === 'hook' && last.hook === hook && hop.route === undefined) {
      columns[columns.length - 1] = { ...last, hops: [...last.hops, hop] };
    } else {
      columns.push({ kind: 'hook', hook, hops: [hop] });
    }
  }
  return columns;
}

/** Adds the hooks on the path where nothing was seen. */
function complete(columns: readonly Column[], dropped: boolean): readonly Column[] {
  const hooks = new Set(columns.flatMap((column) => (column.kind === 'hook' ? column.hook : [])));
  const routed = columns.find((column) => column.kind === 'routing')?.route.to;
  const empty = (hook: TraceHook, reached: boolean): Column => ({ kind: 'empty', hook, reached });
  const added: Column[] = [];
  const passedThrough = hooks.has('forward') || routed === 'forward';
  if (passedThrough && !hooks.has('forward')) added.push(empty('forward', !dropped));
  if ((passedThrough || hooks.has('output')) && !hooks.has('postrouting')) {
    added.push(empty('postrouting', !dropped));
  }
  if (routed === 'local' && !hooks.has('input')) added.push(empty('input', !dropped));
  if (dropped && routed === undefined && hooks.size === 1 && hooks.has('prerouting')) {
    added.push(empty('forward', false), empty('postrouting', false));
  }
  return added.reduce(insert, columns);
}

/** Inserts an empty hook before the first one that comes after it. */
function insert(columns: readonly Column[], column: Column): readonly Column[] {
  const order = (other: Column): number => (other.kind === 'routing' ? -1 : place[other.hook]);
  const at = columns.findIndex((other) => order(other) > order(column));
  return at === -1 ? [...columns, column] : columns.toSpliced(at, 0, column);
}
