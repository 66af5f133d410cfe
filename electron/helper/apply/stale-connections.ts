import type { Family } from '#shared/model/address';
import { translation, type Course } from '../plan/course';
import { forgetConnections } from '../exec/conntrack';

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

/** How many ports a caller waits for; the rest of a larger change is forgotten while it goes on. */
const waitedFor = 20;

/**
 * Forgets stale connections. Failing to is no reason to undo a publication.
 *
 * @param onFailure called with what went wrong
 */
export async function forgetStale(
  stale: readonly StaleConnections[],
  onFailure: (message: string) => void,
): Promise<void> {
  const forget = async (some: readonly StaleConnections[]) => {
    for (const { protocol, hostPort, family, replySource } of some) {
      const done = await forgetConnections(protocol, hostPort, family, replySource);
      if (!done.ok) onFailure(done.error.message);
    }
  };
  await forget(stale.slice(0, waitedFor));
  void forget(stale.slice(waitedFor));
}
