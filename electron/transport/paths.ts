import { statSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { msg, type Message } from '#shared/messages/message';

/** Where this computer's helper listens by default. */
export const defaultHelperSocket = '/run/portolan/helper.sock';

/** Longest path of a unix socket, in bytes: `sun_path` of unix(7) without its final zero. */
const longestSocketPath = 107;

/**
 * Why a path cannot be a unix socket's, or null when it can. Node silently truncates a longer one.
 */
export function socketPathProblem(path: string): Message | null {
  if (path === '') return msg('launch.socketPathEmpty');
  if (path.includes('\0')) return msg('launch.socketPathZero');
  return Buffer.byteLength(path) > longestSocketPath
    ? msg('launch.socketPathLong', { bytes: longestSocketPath })
    : null;
}

/**
 * The folder for this user's sockets: `$PORTOLAN_RUNTIME_DIR`, `$XDG_RUNTIME_DIR/portolan`, or
 * without these `.cache/portolan` in the home folder, where no other user can take the name first.
 * A user without a home gets a folder in /tmp.
 */
export function runtimeFolder(env: NodeJS.ProcessEnv): string {
  if (env['PORTOLAN_RUNTIME_DIR'] !== undefined) return env['PORTOLAN_RUNTIME_DIR'];
  if (env['XDG_RUNTIME_DIR'] !== undefined) return join(env['XDG_RUNTIME_DIR'], 'portolan');
  const { uid, homedir } = userInfo();
  return statSync(homedir, { throwIfNoEntry: false })?.uid === uid
    ? join(homedir, '.cache', 'portolan')
    : join(tmpdir(), `portolan-${String(uid)}`);
}

/** The socket of this user's lab. A user has one lab. */
export function labSocket(env: NodeJS.ProcessEnv): string {
  return join(runtimeFolder(env), 'lab.sock');
}

/** The log of a lab that runs in the background. */
export function labLog(socket: string): string {
  return `${socket}.log`;
}
