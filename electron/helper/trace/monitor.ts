import { setTimeout as delay } from 'node:timers/promises';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { follow, type Follower } from '../system/follow';
import { inNamespaceForLong } from '../system/inside';
import { eventSocket } from '../system/proc/event-socket';

export interface NftMonitor extends Follower {
  /** Messages that the kernel could not deliver because they came too fast. */
  lost(): Promise<number>;
}

/** How long a monitor may take to start listening, in milliseconds. */
const startLimit = 5_000;

/** The group that trace messages are sent to (NFNLGRP_NFTRACE), as a bit. */
const traceGroup = 1 << 8;

/**
 * Runs `nft monitor` in a namespace.
 *
 * @param onEnd called once if it ends by itself
 * @returns once it listens for trace messages; TIMED_OUT if it does not within five seconds
 */
export async function monitorNft(
  namespacePath: string | null,
  onLine: (line: string) => void,
  onEnd: () => void,
): Promise<Result<NftMonitor>> {
  const state = { ended: false };
  const [name, args] = inNamespaceForLong(namespacePath, 'nft', ['-a', '-nn', 'monitor']);
  const monitor = follow(name, args, onLine, () => {
    state.ended = true;
    onEnd();
  });
  const { pid = 0 } = monitor;
  const deadline = performance.now() + startLimit;
  while (!state.ended && performance.now() < deadline) {
    const socket = await eventSocket(pid);
    if (socket !== null && (socket.groups & traceGroup) !== 0) {
      return ok({ ...monitor, lost: async () => (await eventSocket(pid))?.drops ?? 0 });
    }
    await delay(10);
  }
  monitor.stop();
  return err(appError('TIMED_OUT', msg('follow.nftNotListening')));
}
