import { familyOf, parseAddress, parseCidr } from '#shared/model/address';
import type { Snapshot } from '#shared/model/snapshot';
import type { TraceTarget } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { assertNever, err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { listConnections } from '../system/conntrack/conntrack';
import { selectAny } from '../commands/select';
import {
  filterMarks,
  flowMarks,
  mergeMarks,
  publicationMarks,
  type Filter,
  type Marks,
} from './marks';

/**
 * Returns the marks for the packets of a target.
 *
 * @param clients endpoints that will connect to the publication
 * @returns NO_SUCH_PUBLICATION, or BAD_REQUEST if the target is invalid or its flow has ended
 */
export async function marksOf(
  target: TraceTarget,
  snapshot: Snapshot,
  clients: readonly string[] = [],
): Promise<Result<Marks>> {
  switch (target.kind) {
    case 'publication': {
      const found = selectAny(target.selector, snapshot.publications);
      return found.ok
        ? ok(
            mergeMarks(
              found.value.map((publication) => publicationMarks(publication, snapshot, clients)),
            ),
          )
        : found;
    }
    case 'flow':
      return flowOf(target.id, snapshot);
    case 'filter': {
      const filter = readFilter(target);
      return filter.ok ? ok(filterMarks(filter.value, snapshot)) : filter;
    }
    default:
      return assertNever(target);
  }
}

async function flowOf(id: string, snapshot: Snapshot): Promise<Result<Marks>> {
  // If two connections share an id, the flows' table appends a number.
  const number = /^([0-9]{1,10})(?:\.[0-9]+)?$/.exec(id)?.[1];
  if (number === undefined) return err(appError('BAD_REQUEST', msg('follow.noFlowId', { id })));
  for (const family of [4, 6] as const) {
    const listing = await listConnections(family);
    if (!listing.ok) return listing;
    const connection = listing.value.find((entry) => entry.id === Number(number));
    if (connection === undefined) continue;
    const { protocol } = connection;
    const known = (['tcp', 'udp', 'icmp'] as const).find((name) => protocol.startsWith(name));
    return known === undefined
      ? err(appError('UNSUPPORTED', msg('follow.protocol', { protocol })))
      : ok(flowMarks({ ...connection, protocol: known }, snapshot));
  }
  return err(appError('BAD_REQUEST', msg('follow.flowGone', { id }), { flow: id }));
}

/** Validates a filter, and returns it with canonical addresses. */
export function readFilter(target: Extract<TraceTarget, { kind: 'filter' }>): Result<Filter> {
  const { protocol, sport, dport } = target;
  if (protocol === 'icmp' && (sport ?? dport) !== undefined) {
    return err(appError('BAD_REQUEST', msg('follow.icmpPorts')));
  }
  const src = readAddress(target.src);
  if (!src.ok) return src;
  const dst = readAddress(target.dst);
  if (!dst.ok) return dst;
  const families = [src.value, dst.value].flatMap((text) =>
    text === undefined ? [] : [familyOf(text)],
  );
  if (new Set(families).size > 1) {
    return err(appError('BAD_REQUEST', msg('follow.twoVersions')));
  }
  const [family] = families;
  return ok({ protocol, family, src: src.value, dst: dst.value, sport, dport });
}

function readAddress(text: string | undefined): Result<string | undefined> {
  if (text === undefined) return ok(undefined);
  if (!text.includes('/')) return parseAddress(text);
  const cidr = parseCidr(text);
  return cidr.ok ? ok(`${cidr.value.address}/${String(cidr.value.prefix)}`) : cidr;
}
