import type { World } from '#shared/model/status';
import { protocolVersion, type HelperEvent } from '#shared/contract/helper';
import { msg } from '#shared/messages/message';
import { err, ok, type Result } from '#shared/result/result';
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
import { FlowSessions } from '../flows/flow-sessions';
import { ConnectionBudget } from '../proxy/connection-budget';
import { HelperServer } from './server';
import { lockNamespace } from '../state/namespace-lock';
import { StateStore } from '../state/store';
import { Subscribers } from './subscribers';
import { watchKernel } from '../reconcile/watch';

export interface HelperOptions {
  /** Absolute path of this program: what runs inside other namespaces, and in threads, is a part of it. */
  readonly script: string;
  readonly socket: string;
  /** How clients name the socket, when it is reached by another path from where they are. */
  readonly shownSocket?: string;
  readonly stateFolder: string;
  /** User id that may use the socket. */
  readonly owner: number;
  readonly world: World;
  /** End when standard input ends: whoever started the helper is gone then. */
  readonly untilStdinEnds: boolean;
  /** Close a proxied connection through which nothing went for so long, in milliseconds; 0 never does. */
  readonly idleLimit: number;
  /** Sockets on which container engines are looked for. */
  readonly engineSockets: readonly string[];
}

/**
 * Runs a helper in this network namespace until a signal, its starter's end or a client of a lab ends it.
 * Prints one line when clients can connect.
 *
 * @returns when the helper has ended and everything it changed is taken back; an error when it could not start
 */
export async function runHelper(options: HelperOptions): Promise<Result<void>> {
  // Whoever became root brought a umask along: one of 077 would close the socket's folder to its owner.
  process.umask(0o022);
  const lock = await lockNamespace();
  if (!lock.ok) return lock;
  const unlock = lock.value;

  const subscribers = new Subscribers();
  const publish = (event: HelperEvent) => {
    subscribers.broadcast(event);
  };
  const warnings = new Warnings((text) => {
    publish({ type: 'warning', text });
  });
  const warn = warnings.add;
  const store = new StateStore(options.stateFolder);
  const loaded = await store.load();
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
  // Watching begins before the first reading, so that no change during it is missed.
  const watch = watchKernel(reconciler, observer, warn);
  const first = await reconciler.refresh();
  if (!first.ok) {
    watch.stop();
    await unlock();
    return first;
  }

  const { world, script } = options;
  const doctor = { reconciler, observer, state, script };
  const fixes = new Fixes(doctor);
  await fixes.recover();
  const ended = endOfLife(options.untilStdinEnds);
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
      shutdown: ended.end,
    }),
  );
  const listening = await server.listen(options.socket, options.owner);
  if (!listening.ok) {
    watch.stop();
    await reconciler.close();
    await unlock();
    return listening;
  }
  const socket = options.shownSocket ?? options.socket;
  console.log(
    JSON.stringify({ event: 'ready', socket, pid: process.pid, protocol: protocolVersion }),
  );

  await ended.promise;
  watch.stop();
  server.close();
  await flows.close();
  await fixes.close();
  const closed = await reconciler.close();
  await unlock();
  return closed.ok ? ok(undefined) : err(closed.error);
}

function endOfLife(untilStdinEnds: boolean): { promise: Promise<void>; end: () => void } {
  let end: () => void = () => undefined;
  const promise = new Promise<void>((resolve) => {
    end = resolve;
  });
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (untilStdinEnds) {
    process.stdin.resume();
    process.stdin.once('end', end);
    process.stdin.once('error', end);
  }
  return { promise, end };
}
