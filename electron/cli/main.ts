import { createRequire } from 'node:module';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { verbatim } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err } from '#shared/result/result';
import { complain, exitCodes, printJson } from './output';
import { createProgram } from './program';

declare const __PORTOLAN_VERSION__: string;

/**
 * Moves options before the command (`portolan --json ls`) behind it, where commander reads them.
 */
function commandFirst(argv: readonly string[]): readonly string[] {
  const moved: string[] = [];
  let rest = [...argv];
  for (;;) {
    const width =
      rest[0] === '--json'
        ? 1
        : rest[0] === '--socket'
          ? 2
          : rest[0]?.startsWith('--socket=') === true
            ? 1
            : 0;
    if (width === 0) break;
    moved.push(...rest.slice(0, width));
    rest = rest.slice(width);
  }
  const words = rest[0] === 'lab' || rest[0] === 'bridge' ? 2 : 1;
  return [...rest.slice(0, words), ...moved, ...rest.slice(words)];
}

/** Commands that act on the kernel themselves, as root. */
const helperCommands: ReadonlySet<string> = new Set(['helper', 'cleanup']);

async function main(): Promise<void> {
  const argv = commandFirst(process.argv.slice(2));
  if (
    helperCommands.has(argv[0] ?? '') &&
    !argv.some((word) => word === '--help' || word === '-h')
  ) {
    // The helper is a separate program, which runs as root: it must never share code with an unprivileged client.
    process.argv.splice(2, process.argv.length, ...argv);
    createRequire(__filename)(join(__dirname, '../helper/helper.cjs'));
    return;
  }
  try {
    await createProgram(__PORTOLAN_VERSION__).parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode === 0) return;
    if (argv.includes('--json')) {
      const problem = verbatim(error.message.replace(/^error: /, ''));
      printJson([err(appError('BAD_REQUEST', problem))]);
    }
    process.exitCode = exitCodes.usage;
  }
}

main().catch((bug: unknown) => {
  complain(bug instanceof Error ? (bug.stack ?? bug.message) : String(bug));
  process.exitCode = exitCodes.failed;
});
