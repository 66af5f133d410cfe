import { readFile } from 'node:fs/promises';
import { appError, type AppError } from '#shared/result/app-error';
import { msg, type Message } from '#shared/messages/message';

/** The kernel's settings that forbid user namespaces; null where the kernel has no such setting. */
export interface NamespaceSwitches {
  /** `user.max_user_namespaces`, see namespaces(7). */
  readonly maxUserNamespaces: number | null;
  /** `kernel.unprivileged_userns_clone`, in Debian's kernels before Debian 11. */
  readonly unprivilegedClone: number | null;
  /** `kernel.apparmor_restrict_unprivileged_userns`, in Ubuntu since 23.10. */
  readonly apparmorRestricts: number | null;
}

export async function readNamespaceSwitches(): Promise<NamespaceSwitches> {
  const [maxUserNamespaces, unprivilegedClone, apparmorRestricts] = await Promise.all([
    readNumber('/proc/sys/user/max_user_namespaces'),
    readNumber('/proc/sys/kernel/unprivileged_userns_clone'),
    readNumber('/proc/sys/kernel/apparmor_restrict_unprivileged_userns'),
  ]);
  return { maxUserNamespaces, unprivilegedClone, apparmorRestricts };
}

async function readNumber(path: string): Promise<number | null> {
  const text = await readFile(path, 'utf8').catch(() => null);
  return text === null ? null : Number(text);
}

/**
 * Explains why the lab could not get its own namespaces, and what to do about it.
 *
 * @param stderr output of unshare(1) and the helper
 * @returns null when namespaces were not the reason
 */
export function explainNamespaceRefusal(
  stderr: string,
  switches: NamespaceSwitches,
): AppError | null {
  if (!/\bunshare: |Operation not permitted|ENOSPC/.test(stderr)) return null;
  const remedy = remedyFor(switches);
  if (remedy === null && !stderr.includes('unshare: ')) return null;
  const details = { stderr: stderr.trim() };
  if (remedy === null) return appError('UNSUPPORTED', msg('launch.namespacesRefused'), details);
  const [why, setting] = remedy;
  const text = msg('launch.namespacesForbidden', { why, setting });
  return appError('UNSUPPORTED', text, { ...details, setting });
}

function remedyFor(switches: NamespaceSwitches): readonly [why: Message, setting: string] | null {
  if (switches.maxUserNamespaces === 0) {
    return [msg('launch.noneAllowed'), 'user.max_user_namespaces=15000'];
  }
  if (switches.unprivilegedClone === 0) {
    return [msg('launch.onlyRoot'), 'kernel.unprivileged_userns_clone=1'];
  }
  if (switches.apparmorRestricts === 1) {
    return [msg('launch.appArmor'), 'kernel.apparmor_restrict_unprivileged_userns=0'];
  }
  return null;
}
