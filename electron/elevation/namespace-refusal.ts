import { readFile } from 'node:fs/promises';
import { appError, type AppError } from '#shared/result/app-error';
import { msg, type Message } from '#shared/messages/message';

/** The kernel's switches that forbid user namespaces; null where the kernel has no such switch. */
export interface NamespaceSwitches {
  /** `user.max_user_namespaces`, see namespaces(7). */
  readonly maxUserNamespaces: number | null;
  /** `kernel.unprivileged_userns_clone`, of Debian's kernels before 11. */
  readonly unprivilegedClone: number | null;
  /** `kernel.apparmor_restrict_unprivileged_userns`, of Ubuntu since 23.10. */
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
 * Says why the lab could not have namespaces of its own, and what to do.
 *
 * @param stderr what unshare(1) and the helper said
 * @returns null when namespaces were not the reason
 */
export function explainNamespaceRefusal(
  stderr: string,
  switches: NamespaceSwitches,
): AppError | null {
  if (!/\bunshare: |Operation not permitted|ENOSPC/.test(stderr)) return null;
  const remedy = remedyFor(switches);
  if (remedy === null && !stderr.includes('unshare: ')) return null;
  const said = { stderr: stderr.trim() };
  if (remedy === null) return appError('UNSUPPORTED', msg('launch.namespacesRefused'), said);
  const [why, setting] = remedy;
  const text = msg('launch.namespacesForbidden', { why, setting });
  return appError('UNSUPPORTED', text, { ...said, setting });
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
