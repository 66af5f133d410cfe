import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import type { Family } from '#shared/model/address';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { follow, type Follower } from './follow';
import { inside, insideUntilDeath } from './inside';
import { programPath } from './programs';
import { run } from './run';

/** All rules of a namespace as `nft -a -nn list ruleset` prints them: with handles and without names of services. */
export async function nftRuleset(namespacePath: string | null): Promise<Result<string>> {
  const result = await run(...inside(namespacePath, 'nft', ['-a', '-nn', 'list', 'ruleset']));
  return result.ok ? ok(result.value.stdout) : result;
}

/** The rules of iptables-nft in a namespace as `iptables-save` prints them; empty when they cannot be read. */
export async function nftIptablesSave(
  namespacePath: string | null,
  family: Family,
): Promise<string> {
  const program = family === 4 ? 'iptables-nft-save' : 'ip6tables-nft-save';
  if (programPath(program) === null) return '';
  const result = await run(...inside(namespacePath, program, []));
  return result.ok ? result.value.stdout : '';
}

const listedSet = z.object({
  nftables: z.array(
    z.object({ set: z.object({ elem: z.array(z.number()).default([]) }).optional() }),
  ),
});

/**
 * The numbers in a set; empty when it cannot be read.
 *
 * @param table family and name, as `inet example`
 */
export async function nftSetNumbers(
  namespacePath: string | null,
  table: string,
  set: string,
): Promise<readonly number[]> {
  const words = ['-j', 'list', 'set', ...table.split(' '), set];
  const listed = await run(...inside(namespacePath, 'nft', words));
  if (!listed.ok) return [];
  const { data } = listedSet.safeParse(JSON.parse(listed.value.stdout));
  return data?.nftables.flatMap((item) => item.set?.elem ?? []) ?? [];
}

export interface NftMonitor extends Follower {
  /** Messages that the kernel could not deliver because they came too fast. */
  lost(): Promise<number>;
}

/** How long a monitor may take until it listens, in milliseconds. */
const startLimit = 5_000;

/** The number of the group that trace messages are sent to (NFNLGRP_NFTRACE), as a bit. */
const traceGroup = 1 << 8;
const netfilterProtocol = '12';

/**
 * Follows `nft monitor` in a namespace: trace messages, and changes of rules, without which it could not print
 * those that came later.
 *
 * @param onEnd called once when it ended by itself
 * @returns when it listens; TIMED_OUT when it does not within five seconds
 */
export async function monitorNft(
  namespacePath: string | null,
  onLine: (line: string) => void,
  onEnd: () => void,
): Promise<Result<NftMonitor>> {
  const state = { ended: false };
  const monitor = follow(
    ...insideUntilDeath(namespacePath, 'nft', ['-a', '-nn', 'monitor']),
    onLine,
    () => {
      state.ended = true;
      onEnd();
    },
  );
  const deadline = performance.now() + startLimit;
  while (!state.ended && performance.now() < deadline) {
    if ((await traceSocket(monitor.pid)) !== null) {
      return ok({ ...monitor, lost: async () => (await traceSocket(monitor.pid))?.drops ?? 0 });
    }
    await delay(10);
  }
  monitor.stop();
  return err(appError('TIMED_OUT', 'nft did not begin to listen for trace messages.'));
}

/** The socket of a process that takes trace messages, by `/proc/PID/net/netlink`: a line for each socket. */
async function traceSocket(pid: number | undefined): Promise<{ readonly drops: number } | null> {
  if (pid === undefined) return null;
  const text = await readFile(`/proc/${String(pid)}/net/netlink`, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [, protocol, port, groups = '', , , , , drops] = line.trim().split(/\s+/);
    if (protocol !== netfilterProtocol || port !== String(pid)) continue;
    if ((Number.parseInt(groups, 16) & traceGroup) !== 0) return { drops: Number(drops) };
  }
  return null;
}
