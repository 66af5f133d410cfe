import type { HelperHandlers } from '#shared/contract/helper';
import type { TraceLine } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { ClientConnection } from '../../client-connection';
import type { Engine } from '../../engine';
import type { TracedCourse } from './hops';
import { placesOf } from './places';
import { TraceSession, type TraceRequest } from './session';
import { marksOf } from './targets';

type TraceHandlers = Pick<HelperHandlers, 'startTrace' | 'stopTrace'>;
type StartInput = Parameters<HelperHandlers['startTrace']>[0];

/** Traces that run at the same time in the whole helper. */
const mostSessions = 4;

let running = 0;
let serial = 0;

/** What the helper does for one client that follows packets. Its traces end with its connection. */
export function traceHandlers(engine: Engine, client: ClientConnection): TraceHandlers {
  const sessions = new Map<string, TraceSession>();
  let isGone = false;
  client.onClose(() => {
    isGone = true;
    for (const session of sessions.values()) void session.stop();
  });
  return {
    startTrace: async (input) => {
      if (running >= mostSessions) {
        const text = `${String(mostSessions)} traces run already. End one of them first.`;
        return err(appError('BAD_REQUEST', text));
      }
      running += 1;
      const started = await start(engine, client, input);
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
      if (isGone) void session.stop();
      return ok({ session: id });
    },
    stopTrace: async ({ session: id }) => {
      const session = sessions.get(id);
      if (session === undefined) {
        return err(appError('BAD_REQUEST', `No trace "${id}" of this client is running.`));
      }
      await session.stop();
      return ok({});
    },
  };
}

async function start(
  engine: Engine,
  client: ClientConnection,
  input: StartInput,
): Promise<Result<{ readonly id: string; readonly session: TraceSession }>> {
  const request = await requestOf(engine, input);
  if (!request.ok) return request;
  serial += 1;
  const id = `trace-${String(serial)}`;
  const tell = (line: TraceLine) => {
    client.notify({ type: 'trace', session: id, line });
  };
  const session = await TraceSession.start(id, request.value, {
    onPacket(course, told) {
      for (const line of linesOf(course, told)) tell(line);
    },
    onEnd(end) {
      tell({ type: 'end', ...end });
    },
  });
  return session.ok ? ok({ id, session: session.value }) : session;
}

function linesOf({ packet, hops }: TracedCourse, told: number): readonly TraceLine[] {
  return [
    ...(told === 0 ? [{ type: 'packet' as const, ...packet }] : []),
    ...hops.slice(told).map((hop) => ({ type: 'hop' as const, ...hop })),
  ];
}

async function requestOf(engine: Engine, input: StartInput): Promise<Result<TraceRequest>> {
  if (input.probe !== undefined) {
    return err(appError('UNSUPPORTED', 'Test packets are not available in this version.'));
  }
  const refreshed = await engine.refresh();
  if (!refreshed.ok) return refreshed;
  const { snapshot, warnings } = engine;
  const marks = await marksOf(input.target, snapshot);
  if (!marks.ok) return marks;
  if (snapshot.host.firewall.backend === 'legacy') return err(legacyRules());
  const other = warnings.some((warning) => warning.includes('iptables-legacy holds rules'));
  return ok({
    places: await placesOf(marks.value, snapshot),
    count: input.count,
    timeout: input.timeout * 1000,
    ...(other ? { remark: legacyRemark } : {}),
  });
}

function legacyRules() {
  return appError(
    'UNSUPPORTED',
    'The rules of this computer are those of iptables-legacy, and the kernel does not tell what such rules do with ' +
      'a packet. Packets can be followed where the command "iptables" is iptables-nft.',
  );
}

const legacyRemark =
  'iptables-legacy holds rules too, and what they do with a packet is not shown.';
