import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { programPath } from './programs';
import { cleanEnvironment, run } from './run';

/** An `nft` at work in a network namespace: what it made with `flags owner` goes when it ends. */
export interface NftSession {
  /** The numbers in a set; empty when it cannot be read. */
  numbersIn(set: string): Promise<readonly number[]>;
  stop(): void;
}

/** How long a table may take to appear, in steps of ten milliseconds. */
const tries = 100;

const listedSet = z.object({
  nftables: z.array(
    z.object({ set: z.object({ elem: z.array(z.number()).default([]) }).optional() }),
  ),
});

/**
 * Makes a table in a network namespace that lives as long as the session. The kernel removes it with the process,
 * so nothing stays however the helper ends: the process ends with its standard input.
 *
 * @param namespacePath a file that stands for the namespace
 * @param table an `inet` table
 * @param definition what stands between the table's braces
 * @returns null when nftables is not there, or does not take it
 */
export async function startNftIn(
  namespacePath: string,
  table: string,
  definition: string,
): Promise<NftSession | null> {
  const nsenter = programPath('nsenter');
  const nft = programPath('nft');
  if (nsenter === null || nft === null) return null;
  const child = spawn(nsenter, [`--net=${namespacePath}`, '--', nft, '-i'], {
    env: cleanEnvironment,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.on('error', () => undefined);
  child.stdin.on('error', () => undefined);
  child.stdin.write(`table inet ${table} { flags owner; ${definition} }\n`);
  const list = (...what: readonly string[]) =>
    run('nsenter', [`--net=${namespacePath}`, '--', nft, '-j', 'list', ...what]);
  const stop = () => {
    child.kill('SIGKILL');
  };
  for (let i = 0; i < tries && child.exitCode === null; i++) {
    if ((await list('table', 'inet', table)).ok) {
      return {
        numbersIn: async (set) => {
          const listed = await list('set', 'inet', table, set);
          if (!listed.ok) return [];
          const { data } = listedSet.safeParse(JSON.parse(listed.value.stdout));
          return data?.nftables.flatMap((item) => item.set?.elem ?? []) ?? [];
        },
        stop,
      };
    }
    await delay(10);
  }
  stop();
  return null;
}
