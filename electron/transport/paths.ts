import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { msg, type Message } from '#shared/messages/message';

/** Where the helper of this computer listens unless told otherwise. */
export const defaultHelperSocket = '/run/portolan/helper.sock';

/** How long the path of a unix socket may be, in bytes: `sun_path` of unix(7) without its final zero. */
const longestSocketPath = 107;

/** Why a path cannot be that of a unix socket, or null when it can. Node would cut a longer one off silently. */
export function socketPathProblem(path: string): Message | null {
  if (path === '') return msg('launch.socketPathEmpty');
  if (path.includes('\0')) return msg('launch.socketPathZero');
  return Buffer.byteLength(path) > longestSocketPath
    ? msg('launch.socketPathLong', { bytes: longestSocketPath })
    : null;
}

/** A folder for this user's sockets: `$PORTOLAN_RUNTIME_DIR`, `$XDG_RUNTIME_DIR/portolan`, or one in /tmp. */
export function runtimeFolder(env: NodeJS.ProcessEnv): string {
  if (env['PORTOLAN_RUNTIME_DIR'] !== undefined) return env['PORTOLAN_RUNTIME_DIR'];
  if (env['XDG_RUNTIME_DIR'] !== undefined) return join(env['XDG_RUNTIME_DIR'], 'portolan');
  return join(tmpdir(), `portolan-${String(userInfo().uid)}`);
}

/** The socket of this user's lab. There is one lab a user. */
export function labSocket(env: NodeJS.ProcessEnv): string {
  return join(runtimeFolder(env), 'lab.sock');
}

/** Where a lab that runs in the background says what went wrong. */
export function labLog(socket: string): string {
  return `${socket}.log`;
}
