import { ok, type Result } from '#shared/result/result';
import type { TracedCourse } from './hops';
import { TraceSession, type TraceRequest } from './session';

let serial = 0;

/** What was seen while something was done. */
export interface Seen<T> {
  readonly value: T;
  /** The packets that were followed, each with its whole way. */
  readonly courses: readonly TracedCourse[];
  /** Messages that the kernel could not deliver. */
  readonly lost: number;
}

/**
 * Follows packets while something is done that makes them, and gives their ways. It is how the rule is found that
 * drops a packet: the last hop says so.
 *
 * @param request which packets; the action and what it leads to must be over within its timeout
 * @returns an error, without that anything was done, when packets cannot be followed
 */
export async function traceWhile<T>(
  request: TraceRequest,
  action: () => Promise<T>,
): Promise<Result<Seen<T>>> {
  serial += 1;
  const courses = new Map<string, TracedCourse>();
  let lost = 0;
  const session = await TraceSession.start(`w${String(serial)}`, request, {
    onPacket: (course) => courses.set(course.packet.traceId, course),
    onEnd: (end) => {
      lost = end.lost;
    },
  });
  if (!session.ok) return session;
  let value: T;
  try {
    value = await action();
    await session.value.settled();
  } finally {
    await session.value.stop();
  }
  return ok({ value, courses: [...courses.values()], lost });
}
