import { connect as connectSocket } from 'node:net';
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
import { connect } from '#shared/rpc/connect';
import { msg } from '#shared/messages/message';
import { socketChannel } from './ndjson';
import { socketPathProblem } from './paths';

/**
 * Limit of one line from the helper, in UTF-16 units. Snapshots of large machines are long lines,
 * and the helper is trusted with them.
 */
const maxReplyLength = 256 * 1024 * 1024;
/** How long the helper may take to answer a call, in milliseconds. */
const callTimeout = 60_000;

export interface HelperConnection {
  readonly call: HelperClient;
  readonly status: Status;
  /** Settles when the connection has ended, from either side. */
  readonly closed: Promise<void>;
  close(): void;
}

/**
 * Connects to a helper and checks that both sides speak the same protocol version.
 *
 * @param path of the helper's unix socket
 * @returns HELPER_UNAVAILABLE (nothing listens), PERMISSION_DENIED, or UNSUPPORTED (another
 * protocol version)
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
  const socket = connectSocket(path);
  const failure = await new Promise<NodeJS.ErrnoException | null>((resolve) => {
    socket.once('connect', () => {
      resolve(null);
    });
    socket.once('error', resolve);
  });
  if (failure !== null) return err(connectError(path, failure));

  const client = connect(helperMethods, socketChannel(socket, maxReplyLength), {
    timeout: callTimeout,
    onEvent(event) {
      const parsed = helperEventSchema.safeParse(event);
      if (parsed.success) onEvent(parsed.data);
    },
  });
  socket.on('error', () => socket.destroy());
  const closed = new Promise<void>((resolve) => {
    socket.once('close', () => {
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

function connectError(path: string, error: NodeJS.ErrnoException) {
  return error.code === 'EACCES' || error.code === 'EPERM'
    ? appError('PERMISSION_DENIED', msg('launch.otherUser', { socket: path }), { socket: path })
    : appError('HELPER_UNAVAILABLE', msg('launch.noReplyYet', { socket: path }), { socket: path });
}
