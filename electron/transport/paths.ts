import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the helper of this computer listens unless told otherwise. */
export const defaultHelperSocket = '/run/portolan/helper.sock';

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
