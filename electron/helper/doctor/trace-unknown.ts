import type { Publication } from '#shared/model/publication';
import type { Hop, PathFrom } from '#shared/model/trace';
import { msg, type Message } from '#shared/messages/message';
import type { View } from '../observe/records/reading';
import type { DoctorParts } from './gather';
import { observe, type Subject } from '../paths/observe';
import { placesOf } from '../trace/places';
import { marksOf } from '../trace/targets';
import { traceWhile } from '../trace/trace-while';
import type { FoundObstacle } from './predict/obstacle';

/** How many paths one report traces at most; each takes about two seconds. */
export const maxTraced = 4;
/** How many packets a trace follows at most: a lost one is sent again. */
const packets = 6;
/** Milliseconds after which a trace gives up. */
const timeout = 8_000;

/** An obstacle that the configuration does not show. */
export const unknownObstacle: FoundObstacle = {
  code: 'UNKNOWN',
  where: msg('place.unknown'),
  explanation: msg('why.hidden'),
};

/**
 * Finds an obstacle that the configuration does not show: connects again and traces the packets.
 * This finds rules that iptables does not list, and rules inside the endpoint.
 */
export async function traceUnknown(
  { reconciler, script }: DoctorParts,
  view: View,
  subject: Subject,
  from: PathFrom,
): Promise<FoundObstacle> {
  const { publication } = subject;
  const target = { kind: 'publication', selector: publication.id } as const;
  const marks = await marksOf(target, reconciler.snapshot);
  if (!marks.ok) return unknownObstacle;
  const places = await placesOf(
    marks.value,
    view.topology.bridges.length > 0,
    view.reading.namespaces,
  );
  const inbound = subject.inbound.filter((path) => path.from === from);
  const seen = await traceWhile({ places, count: packets, timeout }, () =>
    observe([{ ...subject, inbound }], view, script),
  );
  if (!seen.ok) return unknownObstacle;
  const ends = seen.value.paths.flatMap(({ hops }) => hops.at(-1) ?? []);
  const end =
    ends.find(({ outcome }) => outcome === 'dropped') ??
    ends.find(({ outcome }) => outcome === 'lost');
  return end === undefined ? unknownObstacle : obstacleAt(end, publication);
}

function obstacleAt(hop: Hop, { endpoint }: Publication): FoundObstacle {
  const { namespace, table, chain, kind, rule, owner, hook, outcome, note } = hop;
  const inside = namespace === endpoint?.id ? endpoint.name : null;
  const where = `${inside === null ? '' : `${inside} `}${table} ${chain}`;
  if (outcome === 'lost') {
    return {
      ...unknownObstacle,
      where: msg('place.after', { place: where }),
      explanation: note ?? unknownObstacle.explanation,
    };
  }
  const there = { chain, table, hook: hook ?? chain };
  return {
    code: 'DROPPED_BY_RULE',
    where,
    explanation: droppedBy(kind, msg(`owner.${owner}`), there, inside),
    owner,
    rule,
  };
}

function droppedBy(
  kind: Hop['kind'],
  owner: Message,
  there: Readonly<Record<'chain' | 'table' | 'hook', string>>,
  endpoint: string | null,
): Message {
  if (kind === 'policy') {
    return endpoint === null
      ? msg('why.followedToPolicy', there)
      : msg('why.followedToPolicyInside', { ...there, endpoint });
  }
  return endpoint === null
    ? msg('why.followedToRule', { ...there, owner })
    : msg('why.followedToRuleInside', { ...there, owner, endpoint });
}
