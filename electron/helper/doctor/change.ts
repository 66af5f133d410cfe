import { ok, type Result } from '#shared/result/result';
import { ipIn } from '../system/ip/ip';
import { namespacePath } from '../system/proc/namespace-path';
import { run } from '../system/run';
import { writeSysctl } from '../system/sysctl';
import type { Change } from './predict/obstacle';

/** Seconds to wait for the xtables lock of iptables-legacy (iptables(8), `-w`). */
const lockWait = '5';

/** Makes one change. */
export async function makeChange({ program, place, args }: Change): Promise<Result<void>> {
  switch (program) {
    case 'ip':
      return ipIn(place === null ? null : namespacePath(place), args);
    case 'sysctl':
      return writeSysctl(args[0] ?? '', args[1] ?? '');
    case 'iptables':
    case 'ip6tables':
      return withoutOutput(await run(program, ['-w', lockWait, ...args]));
    case 'conntrack':
      return withoutOutput(await run(program, args));
  }
}

function withoutOutput(result: Result<unknown>): Result<void> {
  return result.ok ? ok(undefined) : result;
}

/** Makes changes in order; when one fails, undoes those before it. */
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
