import { watch, type FSWatcher } from 'node:fs';
import { namedNamespaceFolder } from './collectors/namespaces';
import type { Engine } from './engine';
import { follow, type Follower } from './exec/follow';

/** How often what has no events (listeners, rules) is read, in milliseconds. */
const pollInterval = 1_000;
/** How long a burst of events is gathered before the kernel is read, in milliseconds. */
const gatherTime = 40;
/** After how long `ip monitor` is started again when it ended, in milliseconds. */
const restartDelay = 2_000;

/**
 * Keeps an engine's snapshot up to date until it is stopped: at once when links, addresses, routes, named
 * namespaces or containers change, and at a steady pace for the rest.
 *
 * @param onFailure called with the message of a reading that failed; the next one is tried all the same
 */
export function watchKernel(
  engine: Engine,
  onFailure: (message: string) => void,
): { stop(): void } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let due = Infinity;
  let monitor: Follower | undefined;
  let names: FSWatcher | undefined;

  const schedule = (delay: number) => {
    const at = Date.now() + delay;
    if (stopped || at >= due) return;
    due = at;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), delay);
  };
  const refresh = async () => {
    due = Infinity;
    const result = await engine.refresh();
    if (!result.ok) onFailure(result.error.message);
    schedule(pollInterval);
  };
  const networkChanged = () => {
    engine.collector.networkChanged();
    schedule(gatherTime);
  };
  const startMonitor = () => {
    if (stopped) return;
    const objects = ['link', 'address', 'route', 'nsid'];
    monitor = follow('ip', ['monitor', 'all-nsid', ...objects], networkChanged, () => {
      setTimeout(startMonitor, restartDelay).unref();
    });
  };
  const watchNames = () => {
    try {
      names ??= watch(namedNamespaceFolder, () => {
        schedule(gatherTime);
      });
      names.on('error', () => {
        names = undefined;
      });
    } catch {
      // The folder is made with the first named namespace; until then polling finds it.
    }
  };

  const containers = engine.engines.follow(() => {
    schedule(gatherTime);
  });
  startMonitor();
  watchNames();
  schedule(pollInterval);
  return {
    stop() {
      stopped = true;
      clearTimeout(timer);
      containers.stop();
      monitor?.stop();
      names?.close();
    },
  };
}
