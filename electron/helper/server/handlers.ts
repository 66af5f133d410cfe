import { protocolVersion, type HelperHandlers } from '#shared/contract/helper';
import type { World } from '#shared/model/status';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { adjust } from '../commands/adjust';
import { attach } from '../commands/attach';
import { checkPort } from '../commands/check-port';
import { createBridge } from '../commands/create-bridge';
import { deleteBridge } from '../commands/delete-bridge';
import { detach } from '../commands/detach';
import { explain } from '../commands/explain';
import { publish } from '../commands/publish';
import { unpublish } from '../commands/unpublish';
import type { Observer } from '../observe/observer';
import type { PortReservations } from '../proxy/port-reservations';
import type { Reconciler, Transactions } from '../reconcile/reconciler';
import type { StateCache } from '../state/state-cache';
import { readCountedTables } from '../system/iptables/tables';
import type { TraceParts } from '../trace/request';
import type { ClientConnection } from '../util/client-connection';
import { doctorHandlers, type DoctorContext } from './doctor-handlers';
import { flowsHandlers, type FlowsContext } from './flows-handlers';
import type { Subscribers } from './subscribers';
import { traceHandlers } from './trace-handlers';
import type { Warnings } from './warnings';

declare const __PORTOLAN_VERSION__: string;

/** The parts of a running helper that its methods use. */
export interface HelperParts extends DoctorContext, FlowsContext, TraceParts {
  readonly reconciler: Reconciler;
  readonly observer: Observer;
  readonly ports: PortReservations;
  readonly state: StateCache;
  readonly warnings: Warnings;
  readonly subscribers: Subscribers;
  readonly world: World;
  /** Ends the helper. Only clients of a lab may call it. */
  readonly shutdown: () => void;
}

/** Implements the contract for each client that connects. */
export function createHandlers(parts: HelperParts): (client: ClientConnection) => HelperHandlers {
  const { reconciler, subscribers } = parts;
  const tracesFor = traceHandlers(parts);
  const doctor = doctorHandlers(parts);
  const rules = sharedByCallers(readCountedTables);
  return (client) => ({
    ...commonHandlers(
      parts,
      reconciler.forCaller(() => client.isGone),
      rules,
    ),
    ...doctor,
    ...flowsHandlers(parts, client),
    ...tracesFor(client),
    subscribe: async () => {
      const current = await reconciler.transact((tx) => Promise.resolve(tx.snapshot));
      subscribers.add(client);
      return ok(current);
    },
  });
}

/** Runs a task once for all who ask while it runs: each run starts programs. */
function sharedByCallers<T>(task: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= task().finally(() => {
      running = null;
    });
    return running;
  };
}

/**
 * Implements the methods that are the same for every client, except the doctor's.
 *
 * @param transactions the client's own, which end with it
 * @param readRules the rules with their counters
 */
function commonHandlers(
  parts: HelperParts,
  transactions: Transactions,
  readRules: () => ReturnType<typeof readCountedTables>,
) {
  const { reconciler, observer, ports, state, warnings, world, shutdown } = parts;
  return {
    status: () => {
      const { host, endpoints, publications } = reconciler.snapshot;
      return Promise.resolve(
        ok({
          version: __PORTOLAN_VERSION__,
          protocol: protocolVersion,
          pid: process.pid,
          world,
          uptimeSeconds: Math.round(process.uptime()),
          firewall: host.firewall,
          endpoints: endpoints.length,
          publications: publications.length,
          warnings: [...warnings.all, ...(observer.last?.warnings ?? [])],
        }),
      );
    },
    snapshot: async () => {
      const refreshed = await reconciler.refresh();
      return refreshed.ok ? ok(reconciler.snapshot) : refreshed;
    },
    publish: (input) => publish(transactions, ports, input),
    unpublish: (input) => unpublish(transactions, ports, input),
    adjust: (input) => adjust(transactions, input),
    createBridge: (input) => createBridge(transactions, input),
    deleteBridge: (input) => deleteBridge(transactions, input),
    attach: (input) => attach(transactions, input),
    detach: (input) => detach(transactions, input),
    checkPort: (input) => checkPort(ports, input),
    commands: (input) => explain(reconciler, observer, state, input),
    counters: () => Promise.resolve(ok({ publications: ports.counters() })),
    rules: async () => {
      const tables = await readRules();
      return tables.ok ? ok({ tables: tables.value }) : tables;
    },
    shutdown: () => {
      if (world !== 'lab') {
        return Promise.resolve(err(appError('UNSUPPORTED', msg('launch.onlyLabEnds'))));
      }
      setTimeout(shutdown, 50);
      return Promise.resolve(ok({}));
    },
  } satisfies Partial<HelperHandlers>;
}
