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

/** Maximum number of traces at the same time in the whole helper. */
const maxSessions = 4;

/** Counters of the whole helper. */
interface Count {
  running: number;
  started: number;
}

/** Implements the methods about traces for each client. Its traces end when it disconnects. */
export function traceHandlers(parts: TraceParts): (client: ClientConnection) => TraceHandlers {
  const count: Count = { running: 0, started: 0 };
  return (client) => handlersFor(parts, count, client);
}

function handlersFor(parts: TraceParts, count: Count, client: ClientConnection): TraceHandlers {
  const sessions = new Map<string, TraceSession>();
  return {
    startTrace: async (input) => {
      if (count.running >= maxSessions) {
        const text = msg('follow.tooManyTraces', { count: maxSessions });
        return err(appError('BAD_REQUEST', text));
      }
      count.running += 1;
      const started = await start(parts, count, client, input);
      if (!started.ok) {
        count.running -= 1;
        return started;
      }
      const { id, session } = started.value;
      sessions.set(id, session);
      client.onClose(() => void session.stop());
      void session.ended.then(() => {
        count.running -= 1;
        sessions.delete(id);
      });
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
  count: Count,
  client: ClientConnection,
  input: StartInput,
): Promise<Result<{ readonly id: string; readonly session: TraceSession }>> {
  const prepared = await prepareTrace(parts, input);
  if (!prepared.ok) return prepared;
  const { request, probe } = prepared.value;
  count.started += 1;
  const id = `trace-${String(count.started)}`;
  const send = (line: TraceLine) => {
    client.notify({ type: 'trace', session: id, line });
  };
  const session = await TraceSession.start(id, request, {
    onPacket(path, sent) {
      for (const line of linesOf(path, sent)) send(line);
    },
    async onEnd(end) {
      await probe?.close();
      send({ type: 'end', ...end });
    },
  });
  if (!session.ok) await probe?.close();
  else if (probe !== null) void sendProbe(probe, session.value, input);
  return session.ok ? ok({ id, session: session.value }) : session;
}

/** Sends the test packet. A trace of one packet then ends, since it was meant for this one. */
async function sendProbe(
  probe: Probe,
  session: TraceSession,
  { count }: StartInput,
): Promise<void> {
  await probe.send();
  if (count === 1) await session.conclude(msg('trace.neverCame'));
}

function linesOf({ packet, hops }: TracedPath, sent: number): readonly TraceLine[] {
  return [
    ...(sent === 0 ? [{ type: 'packet' as const, ...packet }] : []),
    ...hops.slice(sent).map((hop) => ({ type: 'hop' as const, ...hop })),
  ];
}
