import { readFile } from 'node:fs/promises';
import { parseFileLimit, type FileLimit } from './proc/parse-limits';
import { run } from './run';

/** The helper never needs more, and some kernels allow a billion. */
const enough = 1_048_576;

/**
 * Raises this process's limit of open files as far as the system allows (prlimit(1)).
 *
 * @returns the limit that applies then
 */
export async function raiseFileLimit(): Promise<number> {
  const before = await readLimit();
  const systemWide = Number(
    (await readFile('/proc/sys/fs/nr_open', 'utf8').catch(() => '0')).trim(),
  );
  const self = ['--pid', String(process.pid)];
  const wanted = Math.min(enough, Math.max(before.hard, systemWide));
  const raised = await run('prlimit', [...self, `--nofile=${String(wanted)}:${String(wanted)}`]);
  // Without the right to raise the hard limit, the soft limit can still be raised to it.
  if (!raised.ok && before.soft < before.hard) {
    await run('prlimit', [...self, `--nofile=${String(before.hard)}:${String(before.hard)}`]);
  }
  return (await readLimit()).soft;
}

async function readLimit(): Promise<FileLimit> {
  return parseFileLimit(await readFile('/proc/self/limits', 'utf8').catch(() => ''));
}
