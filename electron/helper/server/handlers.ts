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
import type { Reconciler } from '../reconcile/reconciler';
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
  const shared = { ...commonHandlers(parts), ...doctorHandlers(parts) };
  return (client) => ({
    ...shared,
    ...flowsHandlers(parts, client),
    ...tracesFor(client),
    subscribe: async () => {
      const current = await reconciler.transact((tx) => Promise.resolve(tx.snapshot));
      subscribers.add(client);
      return ok(current);
    },
  });
}

/** Implements the methods that are the same for every client, except the doctor's. */
function commonHandlers(parts: HelperParts) {
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
    publish: (input) => publish(reconciler, ports, input),
    unpublish: (input) => unpublish(reconciler, ports, input),
    adjust: (input) => adjust(reconciler, input),
    createBridge: (input) => createBridge(reconciler, input),
    deleteBridge: (input) => deleteBridge(reconciler, input),
    attach: (input) => attach(reconciler, input),
    detach: (input) => detach(reconciler, input),
    checkPort: (input) => checkPort(ports, input),
    commands: (input) => explain(reconciler, observer, state, input),
    counters: () => Promise.resolve(ok({ publications: ports.counters() })),
    rules: async () => {
      const tables = await readCountedTables();
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
