import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { threadComesFirst } from '../system/priority';
import { FlowFollower } from './run/flow-follower';
import type { FollowerSettings, FromFollower, ToFollower } from './run/messages';

/** Whether this thread was started to follow flows instead of running a helper. */
export const isFlowThread = !isMainThread;

/**
 * Follows flows in a thread of its own. Tens of thousands of events a second must be read promptly
 * whatever the helper is doing, and must not delay its proxies.
 */
export function runFlowThread(): void {
  const port = parentPort;
  if (port === null) throw new Error('not a worker thread');
  threadComesFirst();
  const follower = new FlowFollower(workerData as FollowerSettings, (message: FromFollower) => {
    port.postMessage(message);
    if (message.type === 'stopped') port.close();
  });
  port.on('message', (message: ToFollower) => {
    follower.take(message);
  });
}
