import type { World } from '#shared/model/status';
import { protocolVersion, type HelperEvent } from '#shared/contract/helper';
import { msg, type Text } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { findEngineHold } from '../observe/derive/ports';
import { Observer } from '../observe/observer';
import { PortReservations } from '../proxy/port-reservations';
import { Reconciler } from '../reconcile/reconciler';
import { SnapshotFeed } from '../reconcile/snapshot-feed';
import { StateCache } from '../state/state-cache';
import { Accounting } from '../flows/accounting';
import { Warnings } from './warnings';
import { raiseFileLimit } from '../system/file-limit';
import { Fixes } from '../doctor/fixes';
import { createHandlers } from './handlers';
import { logBug } from './log-bug';
import { FlowSessions } from '../flows/flow-sessions';
import { ConnectionBudget } from '../proxy/connection-budget';
import { HelperServer } from './server';
import { ownNamespace } from '../state/namespace-identity';
import { lockNamespace, sweepLocks } from '../state/namespace-lock';
import { StateStore, type LoadedState } from '../state/store';
import { Subscribers } from './subscribers';
import { handleUncaughtErrors } from './uncaught-errors';
import { watchKernel } from '../reconcile/watch';

export interface HelperOptions {
  /** Absolute path of this bundle. Threads and programs in other namespaces run parts of it. */
  readonly script: string;
  readonly socket: string;
  /** The socket's path as clients see it, if it differs from `socket`. */
  readonly shownSocket?: string;
  readonly stateFolder: string;
  /** User id that may use the socket. */
  readonly owner: number;
  readonly world: World;
  /** Whether to end when standard input ends, because the program that started this has ended. */
  readonly untilStdinEnds: boolean;
  /** Close relayed connections that are idle for this long, in milliseconds; 0 disables it. */
  readonly idleLimit: number;
  /** Paths of the sockets of container engines. They need not exist. */
  readonly engineSockets: readonly string[];
  /** What to warn of from the start. */
  readonly warnings: readonly Text[];
}

/**
 * Runs a helper in this network namespace until a signal, the end of standard input, or a lab's
 * client ends it. Prints one line when clients can connect.
 *
 * @returns after everything it changed was undone; an error when it could not start, or had to end
 *   because of a bug
 */
export async function runHelper(options: HelperOptions): Promise<Result<void>> {
  // Whatever it creates is root's alone. What others may see or use is opened on purpose.
  process.umask(0o077);
  const lock = await lockNamespace();
  if (!lock.ok) return lock;
  try {
    await sweepLocks();
    const store = await StateStore.open(options.stateFolder, await ownNamespace());
    if (!store.ok) return store;
    try {
      const loaded = await store.value.load();
      return loaded.ok ? await runLocked(options, store.value, loaded.value) : loaded;
    } finally {
      await store.value.close();
    }
  } finally {
    await lock.value.release();
  }
}

/** Runs the only helper of this namespace and of this state. */
async function runLocked(
  options: HelperOptions,
  store: StateStore,
  loaded: LoadedState,
): Promise<Result<void>> {
  const setLastResort = handleUncaughtErrors();
  // From here on, a signal does not leave rules behind.
  const ending = endRequest(options.untilStdinEnds);
  const subscribers = new Subscribers();
  const publish = (event: HelperEvent) => {
    subscribers.broadcast(event);
  };
  const warnings = new Warnings((text) => {
    publish({ type: 'warning', text });
  });
  const warn = warnings.add;
  for (const warning of options.warnings) warn(warning);
  if (loaded.warning !== undefined) warn(loaded.warning);
  const budget = new ConnectionBudget(await raiseFileLimit(), options.idleLimit, () => {
    warn(msg('warning.openFiles'));
  });
  const state = new StateCache(store, loaded.state, warn);
  const observer = new Observer(options.engineSockets);
  const ports = new PortReservations(budget, (wanted) =>
    findEngineHold(wanted, observer.foreign, observer.last?.listeners ?? []),
  );
  const accounting = new Accounting();
  const reconciler = new Reconciler({
    observer,
    ports,
    state,
    feed: new SnapshotFeed(publish),
    heldSysctls: () => accounting.heldSysctls,
    warn,
  });
  // Start watching before the first reading, so that no change during it is missed.
  const watch = watchKernel(reconciler, observer, warn);
  const first = await reconciler.refresh();
  if (!first.ok) {
    watch.stop();
    return first;
  }

  const { world, script } = options;
  const doctor = { reconciler, observer, state, script };
  const fixes = new Fixes(doctor);
  await fixes.recover();
  const outcome = { isBroken: false };
  setLastResort({
    check: async () => (await reconciler.refresh()).ok,
    end() {
      outcome.isBroken = true;
      ending.request();
    },
  });
  const flows = new FlowSessions(reconciler, ports, script);
  const server = new HelperServer(
    createHandlers({
      reconciler,
      observer,
      ports,
      state,
      warnings,
      subscribers,
      doctor,
      fixes,
      flows,
      accounting,
      world,
      script,
      shutdown: ending.request,
    }),
  );
  const listening = await server.listen(options.socket, options.owner);
  if (!listening.ok) {
    watch.stop();
    await reconciler.close();
    return listening;
  }
  const socket = options.shownSocket ?? options.socket;
  console.log(
    JSON.stringify({ event: 'ready', socket, pid: process.pid, protocol: protocolVersion }),
  );

  await ending.requested;
  watch.stop();
  server.close();
  // Rules go also when something else cannot be ended.
  const logEndingBug = (error: unknown): void => {
    logBug('while ending', error);
  };
  await flows.close().catch(logEndingBug);
  await fixes.close().catch(logEndingBug);
  const closed = await reconciler.close();
  return closed.ok && outcome.isBroken
    ? err(appError('HELPER_UNAVAILABLE', msg('launch.endedByBug')))
    : closed;
}

/** Waits for a signal, the end of standard input, or a call of `request`. */
function endRequest(untilStdinEnds: boolean): { requested: Promise<void>; request: () => void } {
  let request: () => void = () => undefined;
  const requested = new Promise<void>((resolve) => {
    request = resolve;
  });
  // Signals that repeat must not stop the removal half-way.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, request);
  if (untilStdinEnds) {
    process.stdin.resume();
    process.stdin.once('end', request);
    process.stdin.once('error', request);
  }
  return { requested, request };
}
