import type { Publication } from '#shared/model/publication';
import type { Hop, PathFrom } from '#shared/model/trace';
import { msg, type Message } from '#shared/messages/message';
import type { View } from '../observe/records/reading';
import type { DoctorParts } from './gather';
import { observe, type Subject } from '../paths/observe';
import { placesOf } from '../trace/places';
import { marksOf } from '../trace/targets';
import { traceWhile } from '../trace/trace-while';
import type { Stop } from './predict/stop';

/** So many ways are followed for one report; each takes about two seconds. */
export const mostFollowed = 4;
/** Packets that are followed at most: a lost one is sent again. */
const packets = 6;
/** Milliseconds after which a trace gives up. */
const timeout = 8_000;

/** What stops a packet on a way that the configuration leaves open, when nothing more is known. */
export const hidden: Stop = {
  code: 'UNKNOWN',
  where: msg('place.unknown'),
  explanation: msg('why.hidden'),
};

/**
 * Finds out what stops packets on a way that the configuration leaves open, by asking once more and following what
 * is sent: rules that iptables does not list, and those inside the endpoint, are found so.
 */
export async function followHidden(
  { reconciler, script }: DoctorParts,
  view: View,
  subject: Subject,
  from: PathFrom,
): Promise<Stop> {
  const { publication } = subject;
  const target = { kind: 'publication', selector: publication.id } as const;
  const marks = await marksOf(target, reconciler.snapshot);
  if (!marks.ok) return hidden;
  const places = await placesOf(
    marks.value,
    view.topology.bridges.length > 0,
    view.reading.namespaces,
  );
  const inbound = subject.inbound.filter((way) => way.from === from);
  const seen = await traceWhile({ places, count: packets, timeout }, () =>
    observe([{ ...subject, inbound }], view, script),
  );
  if (!seen.ok) return hidden;
  const ends = seen.value.paths.flatMap(({ hops }) => hops.at(-1) ?? []);
  const end =
    ends.find(({ outcome }) => outcome === 'dropped') ??
    ends.find(({ outcome }) => outcome === 'lost');
  return end === undefined ? hidden : stopAt(end, publication);
}

function stopAt(hop: Hop, { endpoint }: Publication): Stop {
  const { namespace, table, chain, kind, rule, owner, hook, outcome, note } = hop;
  const inside = namespace === endpoint?.id ? endpoint.name : null;
  const where = `${inside === null ? '' : `${inside} `}${table} ${chain}`;
  if (outcome === 'lost') {
    return {
      ...hidden,
      where: msg('place.after', { place: where }),
      ...(note === undefined ? {} : { explanation: note }),
    };
  }
  const there = { chain, table, hook: hook ?? chain };
  return {
    code: 'DROPPED_BY_RULE',
    where,
    explanation: droppedBy(kind, msg(`owner.${owner}`), there, inside),
    owner,
    ...(rule === undefined ? {} : { rule }),
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
