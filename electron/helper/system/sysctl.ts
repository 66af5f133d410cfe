import { readFile, writeFile } from 'node:fs/promises';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';

/** A key has dots between its parts, or slashes if a part contains dots itself (sysctl(8)). */
function sysctlPath(key: string): string {
  return `/proc/sys/${key.includes('/') ? key : key.replaceAll('.', '/')}`;
}

/** The value of a sysctl such as `net.ipv4.ip_forward`, or null when the kernel lacks it. */
export async function readSysctl(key: string): Promise<string | null> {
  try {
    return (await readFile(sysctlPath(key), 'utf8')).trim();
  } catch {
    return null;
  }
}

export async function writeSysctl(key: string, value: string): Promise<Result<void>> {
  try {
    await writeFile(sysctlPath(key), value);
    return ok(undefined);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(
      appError('PERMISSION_DENIED', msg('error.sysctlFailed', { key, reason }), { key, value }),
    );
  }
}
