import { readFile } from 'node:fs/promises';
import { run } from './run';

/** More than this is never needed, and some kernels allow a billion. */
const enough = 1_048_576;

/**
 * Raises this process's limit of open files as far as the system allows, see prlimit(1).
 *
 * @returns the limit that is in force then
 */
export async function raiseFileLimit(): Promise<number> {
  const before = await readLimit();
  const systemWide = Number(
    (await readFile('/proc/sys/fs/nr_open', 'utf8').catch(() => '0')).trim(),
  );
  const self = ['--pid', String(process.pid)];
  const wanted = Math.min(enough, Math.max(before.hard, systemWide));
  const raised = await run('prlimit', [...self, `--nofile=${String(wanted)}:${String(wanted)}`]);
  // Without the right to raise the hard limit, the soft one still goes up to it.
  if (!raised.ok && before.soft < before.hard) {
    await run('prlimit', [...self, `--nofile=${String(before.hard)}:${String(before.hard)}`]);
  }
  return (await readLimit()).soft;
}

async function readLimit(): Promise<{ readonly soft: number; readonly hard: number }> {
  const text = await readFile('/proc/self/limits', 'utf8').catch(() => '');
  const match = /^Max open files\s+(\d+)\s+(\d+)/m.exec(text);
  return { soft: Number(match?.[1] ?? 1024), hard: Number(match?.[2] ?? 1024) };
}
