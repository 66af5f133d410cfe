import { watch, type FSWatcher } from 'node:fs';
import type { Text } from '#shared/messages/message';
import { namedNamespaceFolder } from '../system/proc/namespaces';
import { parseMonitorLine } from '../system/ip/parse-ip-monitor';
import type { Engine } from './reconciler';
import { follow, type Follower } from '../system/follow';
import { Pace } from '../util/poller';

/** How often what has no events (listeners, rules) is read, in milliseconds. */
const pollInterval = 750;
/** How long a burst of events is gathered before the kernel is read, in milliseconds. */
const gatherTime = 40;
/** After how long `ip monitor` is started again when it ended, in milliseconds. */
const restartDelay = 2_000;

const monitorArgs = [
  ...['-oneline', 'monitor', 'all-nsid'],
  ...['link', 'address', 'route', 'neigh', 'nsid'],
];

/**
 * Keeps an engine's snapshot up to date from now on until it is stopped: at once when links, addresses, routes, named
 * namespaces or containers change, and at a steady pace for the rest.
 *
 * @param onFailure called with the message of a reading that failed; the next one is tried all the same
 */
export function watchKernel(engine: Engine, onFailure: (message: Text) => void): { stop(): void } {
  let stopped = false;
  let monitor: Follower | undefined;
  let names: FSWatcher | undefined;

  const pace = new Pace(pollInterval, async () => {
    watchNames();
    const result = await engine.refresh();
    if (!result.ok) onFailure(result.error.message);
  });
  const soon = () => {
    pace.within(gatherTime);
  };
  const everythingChanged = () => {
    engine.observer.collector.networkChanged();
    soon();
  };
  const startMonitor = () => {
    if (stopped) return;
    monitor = follow(
      'ip',
      monitorArgs,
      (line) => {
        const event = parseMonitorLine(line);
        // What is worth no hurry is seen when the rest is read.
        if (event !== undefined && engine.observer.collector.notice(event) === 'now') soon();
      },
      () => {
        // Nobody knows what has changed until it is back.
        setTimeout(() => {
          startMonitor();
          everythingChanged();
        }, restartDelay).unref();
      },
      // It complains when events came faster than it could read them.
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
      // The folder is made with the first named namespace; until then polling finds it.
    }
  };

  const containers = engine.observer.engines.follow(soon);
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
