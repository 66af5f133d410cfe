import type { Endpoint } from '#shared/model/snapshot';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';
import { endpointPath } from '../system/proc/namespace-path';
import type { ClientConnection } from '../util/client-connection';
import type { PortReservations } from '../proxy/port-reservations';
import type { Reconciler } from '../reconcile/reconciler';
import type { RelayedEnds } from '../proxy/relayed-ends';
import { FactsPoller } from './facts-poller';
import { FlowFollowers } from './flow-followers';
import { FlowSession, type FlowList } from './flow-session';

/** How long a table is still followed after its last client left, in milliseconds. */
const linger = 3_000;
/** How often new relayed connections are sent to the thread, in milliseconds. */
const linkInterval = 50;

interface FollowedTable {
  readonly session: FlowSession;
  readonly followers: FlowFollowers;
  /** Lists that clients wait for. */
  pendingLists: number;
  lingerTimer: NodeJS.Timeout | undefined;
}

/**
 * The tables of flows that clients follow, the host's and those of endpoints. Each is followed once
 * for all its clients, and ends shortly after the last one left.
 */
export class FlowSessions {
  readonly #ports: PortReservations;
  readonly #script: string;
  readonly #tables = new Map<string, FollowedTable>();
  readonly #facts: FactsPoller;
  #links: RelayedEnds[] = [];
  #linkTimer: NodeJS.Timeout | undefined;
  #unwatch: (() => void) | undefined;

  /**
   * @param ports whose proxies know both ends of the connections that they relay
   * @param script absolute path of the helper's bundle, which the threads run
   */
  constructor(
    reconciler: Pick<Reconciler, 'snapshot' | 'tables'>,
    ports: PortReservations,
    script: string,
  ) {
    this.#ports = ports;
    this.#script = script;
    this.#facts = new FactsPoller(
      () => ({ snapshot: reconciler.snapshot, tables: reconciler.tables }),
      (facts) => {
        for (const { session } of this.#tables.values()) session.setFacts(facts);
      },
    );
  }

  /** @param endpoint whose table is listed; undefined for the host's */
  async list(endpoint: Endpoint | undefined): Promise<Result<FlowList>> {
    const table = this.#tableOf(endpoint);
    table.pendingLists += 1;
    const list = await table.session.list();
    table.pendingLists -= 1;
    this.#lingerIfUnused(endpoint?.id ?? '', table);
    return list;
  }

  /** Lists the table, and sends every later change to the client. */
  async follow(
    client: ClientConnection,
    endpoint: Endpoint | undefined,
  ): Promise<Result<FlowList>> {
    this.unfollow(client);
    // Changes begin before the list is made: some may be reported twice, but none is left out.
    this.#tableOf(endpoint).followers.add(client);
    client.onClose(() => {
      this.unfollow(client);
    });
    return this.list(endpoint);
  }

  unfollow(client: ClientConnection): void {
    for (const [key, table] of this.#tables) {
      if (table.followers.delete(client)) this.#lingerIfUnused(key, table);
    }
  }

  /** Ends all threads and their programs. */
  async close(): Promise<void> {
    await Promise.all([...this.#tables.keys()].map((key) => this.#end(key)));
  }

  #tableOf(endpoint: Endpoint | undefined): FollowedTable {
    const key = endpoint?.id ?? '';
    const known = this.#tables.get(key);
    if (known !== undefined) return known;
    const followers = new FlowFollowers();
    const session = new FlowSession(
      this.#script,
      {
        namespacePath: endpoint === undefined ? null : endpointPath(endpoint),
        namespace: endpoint?.id,
      },
      (changes) => {
        followers.send(changes);
      },
      (error: AppError) => {
        followers.fail(error);
        this.#forget(key);
      },
    );
    const table: FollowedTable = { session, followers, pendingLists: 0, lingerTimer: undefined };
    this.#tables.set(key, table);
    session.setFacts(this.#facts.start());
    if (endpoint === undefined) this.#watchProxies(session);
    return table;
  }

  #lingerIfUnused(key: string, table: FollowedTable): void {
    clearTimeout(table.lingerTimer);
    if (isUsed(table)) return;
    table.lingerTimer = setTimeout(() => {
      if (!isUsed(table)) void this.#end(key);
    }, linger).unref();
  }

  async #end(key: string): Promise<void> {
    const table = this.#tables.get(key);
    this.#forget(key);
    clearTimeout(table?.lingerTimer);
    await table?.session.close();
  }

  #forget(key: string): void {
    this.#tables.delete(key);
    if (key === '') this.#unwatchProxies();
    if (this.#tables.size === 0) this.#facts.stop();
  }

  #watchProxies(session: FlowSession): void {
    session.addLinks(this.#ports.relayed());
    this.#unwatch = this.#ports.watch.follow((ends) => {
      this.#links.push(ends);
      this.#linkTimer ??= setTimeout(() => {
        session.addLinks(this.#links);
        this.#links = [];
        this.#linkTimer = undefined;
      }, linkInterval);
    });
  }

  #unwatchProxies(): void {
    this.#unwatch?.();
    clearTimeout(this.#linkTimer);
    this.#linkTimer = undefined;
    this.#links = [];
  }
}

function isUsed({ pendingLists, followers }: FollowedTable): boolean {
  return pendingLists > 0 || followers.size > 0;
}
