import { chmod, lstat, mkdir } from 'node:fs/promises';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { checkFolder } from '#transport/trusted-path';

/**
 * Creates the folder for this user's sockets, with mode 0700. Refuses a folder that another user
 * created first (in /tmp any user can), or could replace.
 *
 * @returns UNTRUSTED_PATH, or PERMISSION_DENIED when the folder cannot be created
 */
export async function prepareRuntimeFolder(path: string): Promise<Result<void>> {
  const uid = process.getuid?.() ?? 0;
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const found = await lstat(path);
    if (!found.isDirectory() || found.uid !== uid) {
      const text = msg('launch.socketFolder', {
        folder: path,
        reason: msg('launch.foreignFolder'),
      });
      return err(appError('UNTRUSTED_PATH', text, { folder: path }));
    }
    if ((found.mode & 0o077) !== 0) await chmod(path, 0o700);
    return await checkFolder(path, [uid]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const text = msg('launch.socketFolder', { folder: path, reason });
    return err(appError('PERMISSION_DENIED', text, { folder: path }));
  }
}
