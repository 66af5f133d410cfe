import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/**
 * Checks that only root or this user can create a socket in the folder of this computer's helper,
 * so that the socket is not another user's.
 *
 * @returns HELPER_UNAVAILABLE when there is no such folder, PERMISSION_DENIED when another user can
 * write to it
 */
export async function checkSocketFolder(socket: string): Promise<Result<void>> {
  const folder = dirname(socket);
  const found = await stat(folder).catch(() => null);
  if (found === null) {
    return err(appError('HELPER_UNAVAILABLE', msg('launch.noReply', { socket }), { socket }));
  }
  const othersMayWrite = (found.mode & 0o022) !== 0;
  if ((found.uid === 0 || found.uid === process.getuid?.()) && !othersMayWrite) {
    return ok(undefined);
  }
  return err(
    appError('PERMISSION_DENIED', msg('launch.untrusted', { socket, folder }), { socket }),
  );
}
