import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/**
 * Makes sure that a socket for this computer's helper is not somebody else's: only root, or this very user, may
 * be able to put a socket there.
 *
 * @returns HELPER_UNAVAILABLE when there is no such folder, PERMISSION_DENIED when another user could write to it
 */
export async function checkSocketFolder(socket: string): Promise<Result<void>> {
  const folder = dirname(socket);
  const found = await stat(folder).catch(() => null);
  if (found === null) {
    return err(appError('HELPER_UNAVAILABLE', msg('launch.nobody', { socket }), { socket }));
  }
  const othersMayWrite = (found.mode & 0o022) !== 0;
  if ((found.uid === 0 || found.uid === process.getuid?.()) && !othersMayWrite) {
    return ok(undefined);
  }
  return err(
    appError('PERMISSION_DENIED', msg('launch.untrusted', { socket, folder }), { socket }),
  );
}
