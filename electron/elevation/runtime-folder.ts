import { chmod, lstat, mkdir } from 'node:fs/promises';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';

/**
 * Creates the folder for this user's sockets, with mode 0700. Refuses a folder that another user
 * created first (in /tmp any user can): its owner could replace our socket.
 *
 * @returns PERMISSION_DENIED when the folder cannot be created or belongs to another user
 */
export async function prepareRuntimeFolder(path: string): Promise<Result<void>> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const stat = await lstat(path);
    if (!stat.isDirectory() || stat.uid !== process.getuid?.()) {
      return err(denied(path, msg('launch.foreignFolder')));
    }
    if ((stat.mode & 0o077) !== 0) await chmod(path, 0o700);
    return ok(undefined);
  } catch (error) {
    return err(denied(path, error instanceof Error ? error.message : String(error)));
  }
}

function denied(folder: string, reason: Text) {
  return appError('PERMISSION_DENIED', msg('launch.socketFolder', { folder, reason }), { folder });
}
