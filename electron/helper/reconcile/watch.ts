import { watch, type FSWatcher } from 'node:fs';
import type { Text } from '#shared/messages/message';
import { namedNamespaceFolder } from '../system/proc/namespace-path';
import { parseMonitorLine } from '../system/ip/parse-ip-monitor';
import type { Observer } from '../observe/observer';
import type { Reconciler } from './reconciler';
import { follow, type Follower } from '../system/follow';
import { Poller } from '../util/poller';

/** Poll interval for listeners and rules, which send no events, in milliseconds. */
const pollInterval = 750;
/** How long a burst of events is collected before the kernel is read, in milliseconds. */
const gatherTime = 40;
/** Delay before `ip monitor` is restarted when it ended, in milliseconds. */
const restartDelay = 2_000;

const monitorArgs = '-oneline monitor all-nsid link address route neigh nsid'.split(' ');

/**
 * Keeps the snapshot up to date until it is stopped: immediately when links, addresses, routes,
 * named namespaces or containers change, and by polling for everything else.
 *
 * @param onFailure called with the reason when a reading fails; polling goes on
 */
export function watchKernel(
  reconciler: Pick<Reconciler, 'refresh'>,
  observer: Pick<Observer, 'networkChanged' | 'notice' | 'followContainers'>,
  onFailure: (message: Text) => void,
): { stop(): void } {
  let stopped = false;
  let monitor: Follower | undefined;
  let names: FSWatcher | undefined;

  const poller = new Poller(pollInterval, async () => {
    watchNames();
    const result = await reconciler.refresh();
    if (!result.ok) onFailure(result.error.message);
  });
  const soon = () => {
    poller.within(gatherTime);
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
        // Changes were missed while it did not run.
        setTimeout(() => {
          startMonitor();
          everythingChanged();
        }, restartDelay).unref();
      },
      // An error message means that it lost events.
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
      poller.stop();
      containers.stop();
      monitor?.stop();
      names?.close();
    },
  };
}
