import { ok, type Result } from '#shared/result/result';
import { ipIn } from '../system/ip/ip';
import { namespacePath } from '../system/proc/namespace-path';
import { run } from '../system/run';
import { writeSysctl } from '../system/sysctl';
import type { Change } from './predict/remedy';

/** Seconds to wait for the xtables lock of iptables-legacy (iptables(8), `-w`). */
const lockWait = '5';

/** Carries out one change. */
export async function makeChange({ program, place, args }: Change): Promise<Result<void>> {
  switch (program) {
    case 'ip':
      return ipIn(place === null ? null : namespacePath(place), args);
    case 'sysctl':
      return writeSysctl(args[0] ?? '', args[1] ?? '');
    case 'iptables':
    case 'ip6tables':
      return quiet(await run(program, ['-w', lockWait, ...args]));
    case 'conntrack':
      return quiet(await run(program, args));
  }
}

function quiet(result: Result<unknown>): Result<void> {
  return result.ok ? ok(undefined) : result;
}

/** Carries out changes in order; when one fails, those before it are taken back. */
export async function makeChanges(
  changes: readonly Change[],
  undo: readonly Change[],
): Promise<Result<void>> {
  for (const [index, change] of changes.entries()) {
    const made = await makeChange(change);
    if (made.ok) continue;
    if (index > 0) for (const back of undo) await makeChange(back);
    return made;
  }
  return ok(undefined);
}
