import type { HelperHandlers } from '#shared/contract/helper';
import type { TraceLine } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { ClientConnection } from '../util/client-connection';
import type { TracedPath } from '../trace/hops';
import type { Probe } from '../trace/probe';
import { prepareTrace, type TraceParts } from '../trace/request';
import { TraceSession } from '../trace/session';

type TraceHandlers = Pick<HelperHandlers, 'startTrace' | 'stopTrace'>;
type StartInput = Parameters<HelperHandlers['startTrace']>[0];

/** Traces that run at the same time in the whole helper. */
const mostSessions = 4;

let running = 0;
let serial = 0;

/** What the helper does for one client that follows packets. Its traces end with its connection. */
export function traceHandlers(parts: TraceParts, client: ClientConnection): TraceHandlers {
  const sessions = new Map<string, TraceSession>();
  const state = { isGone: false };
  client.onClose(() => {
    state.isGone = true;
    for (const session of sessions.values()) void session.stop();
  });
  return {
    startTrace: async (input) => {
      if (running >= mostSessions) {
        const text = msg('follow.tooManyTraces', { count: mostSessions });
        return err(appError('BAD_REQUEST', text));
      }
      running += 1;
      const started = await start(parts, client, input);
      if (!started.ok) {
        running -= 1;
        return started;
      }
      const { id, session } = started.value;
      sessions.set(id, session);
      void session.ended.then(() => {
        running -= 1;
        sessions.delete(id);
      });
      if (state.isGone) void session.stop();
      return ok({ session: id });
    },
    stopTrace: async ({ session: id }) => {
      const session = sessions.get(id);
      if (session === undefined) {
        return err(appError('BAD_REQUEST', msg('follow.noTrace', { id })));
      }
      await session.stop();
      return ok({});
    },
  };
}

async function start(
  parts: TraceParts,
  client: ClientConnection,
  input: StartInput,
): Promise<Result<{ readonly id: string; readonly session: TraceSession }>> {
  const prepared = await prepareTrace(parts, input);
  if (!prepared.ok) return prepared;
  const { request, probe } = prepared.value;
  serial += 1;
  const id = `trace-${String(serial)}`;
  const tell = (line: TraceLine) => {
    client.notify({ type: 'trace', session: id, line });
  };
  const session = await TraceSession.start(id, request, {
    onPacket(course, told) {
      for (const line of linesOf(course, told)) tell(line);
    },
    async onEnd(end) {
      await probe?.close();
      tell({ type: 'end', ...end });
    },
  });
  if (!session.ok) await probe?.close();
  else if (probe !== null) void sendProbe(probe, session.value, input);
  return session.ok ? ok({ id, session: session.value }) : session;
}

/** Sends the test packet; the test client goes with the trace. A trace of one packet ends with it: no other client was asked for. */
async function sendProbe(
  probe: Probe,
  session: TraceSession,
  { count }: StartInput,
): Promise<void> {
  await probe.send();
  if (count === 1) await session.conclude(msg('trace.neverCame'));
}

function linesOf({ packet, hops }: TracedPath, told: number): readonly TraceLine[] {
  return [
    ...(told === 0 ? [{ type: 'packet' as const, ...packet }] : []),
    ...hops.slice(told).map((hop) => ({ type: 'hop' as const, ...hop })),
  ];
}
