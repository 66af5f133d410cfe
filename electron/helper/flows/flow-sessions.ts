import type { Endpoint } from '#shared/model/snapshot';
import type { AppError } from '#shared/result/app-error';
import type { Result } from '#shared/result/result';
import { endpointPath } from '../system/proc/namespace-path';
import type { ClientConnection } from '../util/client-connection';
import type { PortReservations } from '../proxy/port-reservations';
import type { Reconciler } from '../reconcile/reconciler';
import type { RelayedEnds } from '../proxy/relayed-ends';
import { FactsKeeper } from './facts-keeper';
import { FlowFollowers } from './flow-followers';
import { FlowSession, type FlowList } from './flow-session';

/** How long a table is kept up to date after the last who wanted it, in milliseconds. */
const linger = 3_000;
/** How often new proxied connections are passed on, in milliseconds. */
const linkInterval = 50;

interface Running {
  readonly session: FlowSession;
  readonly followers: FlowFollowers;
  /** How many requests wait for it. */
  asked: number;
  timer: NodeJS.Timeout | undefined;
}

/**
 * The tables of flows that somebody wants, the host's and those of endpoints: each is followed once, however many
 * clients there are, and given up a little after the last of them has gone.
 */
export class FlowSessions {
  readonly #ports: PortReservations;
  readonly #script: string;
  readonly #running = new Map<string, Running>();
  readonly #facts: FactsKeeper;
  #links: RelayedEnds[] = [];
  #linkTimer: NodeJS.Timeout | undefined;
  #unwatch: (() => void) | undefined;

  /**
   * @param ports the proxies, which know both ends of the connections that they relay
   * @param script absolute path of the helper's program, which the threads run
   */
  constructor(
    reconciler: Pick<Reconciler, 'snapshot' | 'tables'>,
    ports: PortReservations,
    script: string,
  ) {
    this.#ports = ports;
    this.#script = script;
    this.#facts = new FactsKeeper(
      () => ({ snapshot: reconciler.snapshot, tables: reconciler.tables }),
      (facts) => {
        for (const { session } of this.#running.values()) session.use(facts);
      },
    );
  }

  /** @param endpoint in whose namespace; undefined for the host's */
  async list(endpoint: Endpoint | undefined): Promise<Result<FlowList>> {
    const running = this.#of(endpoint);
    running.asked += 1;
    const list = await running.session.list();
    running.asked -= 1;
    this.#lingerIfUnused(endpoint?.id ?? '', running);
    return list;
  }

  /** Gives the table, and from then on every change to this client. */
  async follow(
    client: ClientConnection,
    endpoint: Endpoint | undefined,
  ): Promise<Result<FlowList>> {
    this.unfollow(client);
    // Changes begin before the list is made: what is in both is told twice, and nothing is left out.
    this.#of(endpoint).followers.add(client);
    client.onClose(() => {
      this.unfollow(client);
    });
    return this.list(endpoint);
  }

  unfollow(client: ClientConnection): void {
    for (const [key, running] of this.#running) {
      if (running.followers.delete(client)) this.#lingerIfUnused(key, running);
    }
  }

  /** Gives everything up; nothing that was started is left then. */
  async close(): Promise<void> {
    await Promise.all([...this.#running.keys()].map((key) => this.#end(key)));
  }

  #of(endpoint: Endpoint | undefined): Running {
    const key = endpoint?.id ?? '';
    const known = this.#running.get(key);
    if (known !== undefined) return known;
    const followers = new FlowFollowers();
    const session = new FlowSession(
      this.#script,
      {
        namespacePath: endpoint === undefined ? null : endpointPath(endpoint),
        namespace: endpoint?.id,
      },
      (changes) => {
        followers.tell(changes);
      },
      (error: AppError) => {
        followers.fail(error);
        this.#forget(key);
      },
    );
    const running: Running = { session, followers, asked: 0, timer: undefined };
    this.#running.set(key, running);
    session.use(this.#facts.start());
    if (endpoint === undefined) this.#watchProxies(session);
    return running;
  }

  #lingerIfUnused(key: string, running: Running): void {
    clearTimeout(running.timer);
    if (running.asked > 0 || running.followers.size > 0) return;
    running.timer = setTimeout(() => {
      if (running.asked === 0 && running.followers.size === 0) void this.#end(key);
    }, linger).unref();
  }

  async #end(key: string): Promise<void> {
    const running = this.#running.get(key);
    this.#forget(key);
    clearTimeout(running?.timer);
    await running?.session.close();
  }

  #forget(key: string): void {
    this.#running.delete(key);
    if (key === '') this.#unwatchProxies();
    if (this.#running.size === 0) this.#facts.stop();
  }

  #watchProxies(session: FlowSession): void {
    session.link(this.#ports.relayed());
    this.#unwatch = this.#ports.watch.follow((ends) => {
      this.#links.push(ends);
      this.#linkTimer ??= setTimeout(() => {
        session.link(this.#links);
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
