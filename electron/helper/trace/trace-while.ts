import { randomUUID } from 'node:crypto';
import { ok, type Result } from '#shared/result/result';
import type { TracedPath } from './hops';
import { TraceSession, type TraceRequest } from './session';

/** The result of an action, and the packets that were traced meanwhile. */
export interface Traced<T> {
  readonly value: T;
  readonly paths: readonly TracedPath[];
  /** Number of messages that the kernel could not deliver. */
  readonly lost: number;
}

/**
 * Traces packets during an action that sends them. The last hop of a dropped packet names the rule
 * that dropped it.
 *
 * @param request which packets; the action and its effects must be over within its timeout
 * @returns an error, without running the action, if packets cannot be traced
 */
export async function traceWhile<T>(
  request: TraceRequest,
  action: () => Promise<T>,
): Promise<Result<Traced<T>>> {
  const paths = new Map<string, TracedPath>();
  let lost = 0;
  const id = `while-${randomUUID().slice(0, 8)}`;
  const session = await TraceSession.start(id, request, {
    onPacket: (path) => paths.set(path.packet.traceId, path),
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
  return ok({ value, paths: [...paths.values()], lost });
}
