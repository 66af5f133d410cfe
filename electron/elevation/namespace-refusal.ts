import { readFile } from 'node:fs/promises';
import { appError, type AppError } from '#shared/result/app-error';

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
  const [why, setting] = remedy ?? ['The system refused to make it.', null];
  const what =
    setting === null
      ? 'Choose "This computer", or run Portolan as root.'
      : `Allow it with "sudo sysctl -w ${setting}", choose "This computer", or run Portolan as root.`;
  return appError(
    'UNSUPPORTED',
    `The lab needs a user namespace, so that it can work without root. ${why} ${what}`,
    { stderr: stderr.trim(), ...(setting === null ? {} : { setting }) },
  );
}

function remedyFor(switches: NamespaceSwitches): readonly [why: string, setting: string] | null {
  if (switches.maxUserNamespaces === 0) {
    return [
      'This system allows none (user.max_user_namespaces is 0).',
      'user.max_user_namespaces=15000',
    ];
  }
  if (switches.unprivilegedClone === 0) {
    return [
      'This system allows them to root only (kernel.unprivileged_userns_clone is 0).',
      'kernel.unprivileged_userns_clone=1',
    ];
  }
  if (switches.apparmorRestricts === 1) {
    return [
      'AppArmor takes their privileges away (kernel.apparmor_restrict_unprivileged_userns is 1).',
      'kernel.apparmor_restrict_unprivileged_userns=0',
    ];
  }
  return null;
}
