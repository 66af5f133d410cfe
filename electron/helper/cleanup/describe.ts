import type { InEnglish } from '#shared/messages/english';
import type { CleanedUp } from './run-cleanup';
import type { Removed } from './plan';

/** What a clean-up did or would do, for people. */
export function describeCleanup(
  { removed, commands }: InEnglish<CleanedUp>,
  dryRun: boolean,
): string {
  if (removed.length === 0) return 'Nothing of Portolan is left here.';
  return [
    dryRun ? 'Would remove or restore:' : 'Removed or restored:',
    ...removed.map((one) => `  ${describe(one)}`),
    dryRun ? 'By these commands:' : 'As these commands do:',
    ...commands.map((command) => `  ${command}`),
  ].join('\n');
}

function describe(removed: InEnglish<Removed>): string {
  switch (removed.kind) {
    case 'table':
      return `table ${removed.family} ${removed.table}`;
    case 'chain':
    case 'rules':
      return `${removed.kind} ${removed.family} ${removed.table} ${removed.name ?? ''}`;
    case 'sysctl':
      return `sysctl ${removed.name} = ${removed.value}`;
    default:
      return `${removed.kind} ${removed.name}`;
  }
}
