import { protocolVersion, type HelperHandlers } from '#shared/contract/helper';
import type { World } from '#shared/model/status';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { attach, detach } from '../commands/attach';
import type { ClientConnection } from '../util/client-connection';
import { createBridge, deleteBridge } from '../commands/create-bridge';
import { readCountedTables } from '../system/iptables/tables';
import type { Engine } from '../reconcile/reconciler';
import type { Fixes } from '../doctor/fixes';
import { doctorHandlers } from './doctor-handlers';
import type { FlowSessions } from '../flows/flow-sessions';
import { flowsHandlers } from './flows-handlers';
import { traceHandlers } from './trace-handlers';
import { checkPort, publish, unpublish } from '../commands/publish';
import type { Subscribers } from './subscribers';

declare const __PORTOLAN_VERSION__: string;

export interface Hosting {
  readonly engine: Engine;
  readonly subscribers: Subscribers;
  readonly flows: FlowSessions;
  readonly world: World;
  /** Absolute path of the helper's program. */
  readonly script: string;
  readonly fixes: Fixes;
  /** Ends the helper; only a lab may be ended by its clients. */
  readonly shutdown: () => void;
}

/** What the helper does for each method of the contract, for each client that connects. */
export function createHandlers(hosting: Hosting): (client: ClientConnection) => HelperHandlers {
  const { engine, subscribers, flows } = hosting;
  const shared = { ...commonHandlers(hosting), ...doctorHandlers(hosting) };
  return (client) => ({
    ...shared,
    ...flowsHandlers(engine, flows, client),
    ...traceHandlers(hosting, client),
    subscribe: async () => {
      const current = await engine.exclusively(() => Promise.resolve(engine.snapshot));
      subscribers.add(client);
      return ok(current);
    },
  });
}

/** What is the same for every client, the inspector's methods left out. */
function commonHandlers({ engine, world, shutdown }: Hosting) {
  return {
    status: () => {
      const { host, endpoints, publications } = engine.snapshot;
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
          warnings: engine.warnings,
        }),
      );
    },
    snapshot: async () => {
      const refreshed = await engine.refresh();
      return refreshed.ok ? ok(engine.snapshot) : refreshed;
    },
    publish: (input) => publish(engine, input),
    unpublish: (input) => unpublish(engine, input),
    createBridge: (input) => createBridge(engine, input),
    deleteBridge: (input) => deleteBridge(engine, input),
    attach: (input) => attach(engine, input),
    detach: (input) => detach(engine, input),
    checkPort: (input) => checkPort(engine, input),
    commands: async ({ id }) => {
      const found = await engine.commands(id);
      if (found !== null) return ok({ commands: found });
      return engine.snapshot.publications.some((publication) => publication.id === id)
        ? ok({ commands: [] })
        : err(appError('NO_SUCH_PUBLICATION', msg('error.noPublication', { id }), { id }));
    },
    counters: () => Promise.resolve(ok({ publications: engine.ports.counters() })),
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
