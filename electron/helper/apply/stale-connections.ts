import type { Family } from '#shared/model/address';
import type { Text } from '#shared/messages/message';
import { translation, type Course } from '../plan/resolved-publication';
import { parseConnections, type TrackedConnection } from '../system/conntrack/parse-connections';
import { forgetConnections, listConnections } from '../system/conntrack/conntrack';

const families = [4, 6] as const satisfies readonly Family[];

/** Connections that must be forgotten after a change of courses. */
export interface StaleConnections {
  readonly protocol: Course['intent']['protocol'];
  readonly hostPort: number;
  readonly family: Family;
  /** Only those that were led there; absent for all of the port. */
  readonly replySource?: string;
}

/**
 * Finds which connections outlive what led them: those to a destination that a course has no more, and for a
 * new UDP course all of its port, since a client that asked before the rule was there never makes a new one.
 */
export function staleConnections(
  before: readonly Course[],
  after: readonly Course[],
): readonly StaleConnections[] {
  const now = new Map(after.map((course) => [course.intent.id, course]));
  const known = new Map(before.map((course) => [course.intent.id, course]));
  const gone = before.flatMap((course) =>
    families.flatMap((family): StaleConnections[] => {
      const old = translation(course, family)?.address;
      const successor = now.get(course.intent.id);
      const kept = successor === undefined ? undefined : translation(successor, family)?.address;
      if (old === undefined || old === kept) return [];
      const { protocol, hostPort } = course.intent;
      return [{ protocol, hostPort, family, replySource: old }];
    }),
  );
  const fresh = after
    .filter(({ intent }) => intent.protocol === 'udp')
    .flatMap((course) =>
      families.flatMap((family): StaleConnections[] => {
        const old = known.get(course.intent.id);
        const changed = translation(course, family)?.address;
        if (changed === undefined) return [];
        if (old !== undefined && translation(old, family)?.address === changed) return [];
        return [{ protocol: 'udp', hostPort: course.intent.hostPort, family }];
      }),
    );
  return [...gone, ...fresh];
}

/**
 * Forgets stale connections: those that are really tracked, of which there are few whatever the number of
 * ports. Failing to is no reason to undo a publication.
 *
 * @param onFailure called with what went wrong
 */
export async function forgetStale(
  stale: readonly StaleConnections[],
  onFailure: (message: Text) => void,
): Promise<void> {
  for (const protocol of protocols) {
    for (const family of families) {
      const concerned = stale.filter(
        (item) => item.protocol === protocol && item.family === family,
      );
      if (concerned.length === 0) continue;
      const listed = await listConnections(protocol, family);
      if (!listed.ok) {
        onFailure(listed.error.message);
        continue;
      }
      for (const { hostPort, replySource } of tracked(concerned, parseConnections(listed.value))) {
        const done = await forgetConnections(protocol, hostPort, family, replySource);
        if (!done.ok) onFailure(done.error.message);
      }
    }
  }
}

const protocols = ['tcp', 'udp'] as const;

/** Those of which at least one connection is tracked. */
function tracked(
  stale: readonly StaleConnections[],
  connections: readonly TrackedConnection[],
): readonly StaleConnections[] {
  const byPort = new Map<number, Set<string>>();
  for (const { askedPort, answeredBy } of connections) {
    const answering = byPort.get(askedPort) ?? new Set();
    byPort.set(askedPort, answering.add(answeredBy));
  }
  return stale.filter(({ hostPort, replySource }) => {
    const answering = byPort.get(hostPort);
    return answering !== undefined && (replySource === undefined || answering.has(replySource));
  });
}
