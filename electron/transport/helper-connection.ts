import { lstat } from 'node:fs/promises';
import { connect as connectSocket, type Socket } from 'node:net';
import { peerOf } from '#native/peer';
import {
  helperEventSchema,
  helperMethods,
  protocolVersion,
  type HelperClient,
  type HelperEvent,
} from '#shared/contract/helper';
import type { Status } from '#shared/model/status';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { Methods } from '#shared/contract/method';
import { connect, type ConnectedClient } from '#shared/rpc/connect';
import { msg } from '#shared/messages/message';
import { socketChannel } from './ndjson';
import { socketPathProblem } from './paths';
import { checkFolderOf } from './trusted-path';

/**
 * Limit of one line from the helper, in UTF-16 units. Snapshots of large machines are long lines,
 * and the helper is trusted with them.
 */
const maxReplyLength = 256 * 1024 * 1024;
/**
 * How long a helper may be silent while a call waits, in milliseconds. One at work on a call sends
 * a sign of life more often. One that is stopped or hangs drops what it had not begun, because it
 * finds the connection closed.
 */
const longestSilence = 60_000;
const intervals = 12;

export interface HelperConnection {
  readonly call: HelperClient;
  readonly status: Status;
  /** Settles when the connection has ended, from either side. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Connects to a helper and checks that both sides speak the same protocol version. Sends nothing
 * to a program of another user: before it connects it checks who could have put the socket there,
 * and afterwards who listens.
 *
 * @param path of the helper's unix socket
 * @returns HELPER_UNAVAILABLE (nothing listens), UNTRUSTED_PATH, PERMISSION_DENIED, or UNSUPPORTED
 * (another protocol version)
 */
export async function connectHelper(
  path: string,
  onEvent: (event: HelperEvent) => void = () => undefined,
): Promise<Result<HelperConnection>> {
  const problem = socketPathProblem(path);
  if (problem !== null) {
    const text = msg('launch.badSocket', { problem });
    return err(appError('HELPER_UNAVAILABLE', text, { socket: path }));
  }
  const trusted = await checkPlace(path);
  if (!trusted.ok) return trusted;
  const socket = connectSocket(path);
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    socket.once('connect', () => {
      resolve(null);
    });
    socket.once('error', resolve);
  });
  if (failure !== null) return err(connectError(path, failure));
  const listener = peerOf(socket);
  if (listener === null || ![0, ownUid()].includes(listener.uid)) {
    socket.destroy();
    const text = msg('trust.otherListener', { socket: path, uid: String(listener?.uid) });
    return err(appError('UNTRUSTED_PATH', text, { socket: path }));
  }

  const client = connect(helperMethods, socketChannel(socket, maxReplyLength), {
    onEvent(event) {
      const parsed = helperEventSchema.safeParse(event);
      if (parsed.success) onEvent(parsed.data);
    },
  });
  socket.on('error', () => socket.destroy());
  const silence = watchSilence(socket, client);
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
      clearInterval(silence);
      client.close();
      resolve();
    });
  });
  const close = () => {
    socket.destroy();
  };
  const status = await client.call.status({});
  if (!status.ok) {
    close();
    return status;
  }
  if (status.value.protocol !== protocolVersion) {
    close();
    return err(
      appError(
        'UNSUPPORTED',
        msg('launch.otherProtocol', { theirs: status.value.protocol, ours: protocolVersion }),
      ),
    );
  }
  return ok({ call: client.call, status: status.value, closed, close });
}

const ownUid = (): number => process.getuid?.() ?? 0;

/** Checks that only root and this user could put a socket there. */
async function checkPlace(path: string): Promise<Result<void>> {
  const isThere = await lstat(path).then(
    () => true,
    (error: unknown) => !(error instanceof Error && /^ENO(ENT|TDIR)\b/.test(error.message)),
  );
  return isThere
    ? checkFolderOf(path, [ownUid()])
    : err(
        appError('HELPER_UNAVAILABLE', msg('launch.noReplyYet', { socket: path }), {
          socket: path,
        }),
      );
}

/** Ends the calls that wait, and the connection, when nothing arrives for too long. */
function watchSilence(
  socket: Socket,
  client: Pick<ConnectedClient<Methods>, 'pending' | 'close'>,
): NodeJS.Timeout {
  // In intervals, not in time: a client that was stopped itself has not heard of anything either.
  let silentIntervals = 0;
  socket.on('data', () => {
    silentIntervals = 0;
  });
  const timer = setInterval(() => {
    silentIntervals = client.pending === 0 ? 0 : silentIntervals + 1;
    if (silentIntervals < intervals) return;
    client.close(appError('TIMED_OUT', msg('launch.silent', { seconds: longestSilence / 1000 })));
    socket.destroy();
  }, longestSilence / intervals);
  timer.unref();
  return timer;
}

function connectError(path: string, error: NodeJS.ErrnoException) {
  return error.code === 'EACCES' || error.code === 'EPERM'
    ? appError('PERMISSION_DENIED', msg('launch.otherUser', { socket: path }), { socket: path })
    : appError('HELPER_UNAVAILABLE', msg('launch.noReplyYet', { socket: path }), { socket: path });
}
