import { watch, type FSWatcher } from 'node:fs';
import type { Text } from '#shared/messages/message';
import { namedNamespaceFolder } from '../system/proc/namespace-path';
import { parseMonitorLine } from '../system/ip/parse-ip-monitor';
import type { Observer } from '../observe/observer';
import type { Reconciler } from './reconciler';
import { follow, type Follower } from '../system/follow';
import { Poller } from '../util/poller';

/** How often listeners and rules, which send no events, are polled, in milliseconds. */
const pollInterval = 750;
/** How long a burst of events is collected before the kernel is read, in milliseconds. */
const gatherTime = 40;
/** Delay before `ip monitor` is restarted when it ended, in milliseconds. */
const restartDelay = 2_000;

const monitorArgs = [
  ...['-oneline', 'monitor', 'all-nsid'],
  ...['link', 'address', 'route', 'neigh', 'nsid'],
];

/**
 * Keeps the snapshot up to date until it is stopped: immediately when links, addresses, routes,
 * named namespaces or containers change, and by polling for everything else.
 *
 * @param onFailure called with the message of a reading that failed; polling goes on
 */
export function watchKernel(
  reconciler: Pick<Reconciler, 'refresh'>,
  observer: Pick<Observer, 'networkChanged' | 'notice' | 'followContainers'>,
  onFailure: (message: Text) => void,
): { stop(): void } {
  let stopped = false;
  let monitor: Follower | undefined;
  let names: FSWatcher | undefined;

  const pace = new Poller(pollInterval, async () => {
    watchNames();
    const result = await reconciler.refresh();
    if (!result.ok) onFailure(result.error.message);
  });
  const soon = () => {
    pace.within(gatherTime);
  };
  const everythingChanged = () => {
    observer.networkChanged();
    soon();
  };
  const startMonitor = () => {
    if (stopped) return;
    monitor = follow(
      'ip',
      monitorArgs,
      (line) => {
        const event = parseMonitorLine(line);
        // Less urgent changes wait for the next poll.
        if (event !== undefined && observer.notice(event) === 'now') soon();
      },
      () => {
        // Changes go unseen until it is back.
        setTimeout(() => {
          startMonitor();
          everythingChanged();
        }, restartDelay).unref();
      },
      // It reports an error when it lost events.
      everythingChanged,
    );
  };
  const watchNames = () => {
    if (stopped || names !== undefined) return;
    try {
      names = watch(namedNamespaceFolder, soon);
      names.on('error', () => {
        names?.close();
        names = undefined;
      });
    } catch {
      // The first named namespace creates the folder; until then polling finds it.
    }
  };

  const containers = observer.followContainers(soon);
  startMonitor();
  watchNames();
  return {
    stop() {
      stopped = true;
      pace.stop();
      containers.stop();
      monitor?.stop();
      names?.close();
    },
  };
}
