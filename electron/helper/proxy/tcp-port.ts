import { createServer, type Server } from 'node:net';
import { familyOf } from '#shared/model/address';
import { err, ok, type Result } from '#shared/result/result';
import { acceptFrom, refuse, type AcceptedClient } from './accepting';
import type { ConnectionBudget, ConnectionShare } from './connection-budget';
import type { PortReservation } from './port-reservation';
import type { RelayedEnds } from './relayed-ends';
import type { Relay, RelayCounters, RelayOptions } from './relay';
import type { Backend } from '../plan/resolved-publication';

/** How many connections may wait to be accepted. */
const backlog = 4096;

/**
 * How often to look for lasting connections, in milliseconds. Each socket option costs a system
 * call, and most connections are short.
 */
const keepAliveInterval = 30_000;

/** Errors of a kernel without the address family. */
const noFamily = new Set(['EAFNOSUPPORT', 'EADDRNOTAVAIL']);

/**
 * A TCP port that listening sockets hold, so that no other program can take it. Connections are
 * relayed to the backend, or reset while there is none.
 */
export class TcpPort implements PortReservation {
  readonly #servers: readonly Server[];
  readonly #relays = new Set<Relay>();
  readonly #budget: ConnectionBudget;
  readonly #share: ConnectionShare;
  readonly #options: RelayOptions;
  readonly counters: RelayCounters = { open: 0, accepted: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
  #backend: Backend | null = null;
  #keeper: NodeJS.Timeout | undefined;

  private constructor(servers: readonly Server[], budget: ConnectionBudget) {
    this.#servers = servers;
    this.#budget = budget;
    this.#share = budget.share();
    const { pool, idleLimit, halfClosedLimit, watch } = budget;
    const { counters } = this;
    const onClosed = this.#closed;
    this.#options = { pool, idleLimit, halfClosedLimit, watch, counters, onClosed };
    budget.listen(servers.length);
    for (const server of servers) {
      acceptFrom(server, (client) => {
        this.#accept(client);
      });
    }
  }

  /**
   * Reserves a TCP port.
   *
   * @param hostIp `*` for 0.0.0.0 and ::, or one address; on a host without IPv6 only 0.0.0.0
   * @returns the system's error (such as EADDRINUSE) when an address cannot be bound
   */
  static async take(
    hostIp: string,
    port: number,
    budget: ConnectionBudget,
  ): Promise<Result<TcpPort, NodeJS.ErrnoException>> {
    const addresses = hostIp === '*' ? ['0.0.0.0', '::'] : [hostIp];
    const servers: Server[] = [];
    for (const address of addresses) {
      const server = await listen(address, port);
      if (server.ok) {
        servers.push(server.value);
      } else if (
        hostIp !== '*' ||
        address === '0.0.0.0' ||
        !noFamily.has(server.error.code ?? '')
      ) {
        for (const taken of servers) taken.close();
        return server;
      }
    }
    return ok(new TcpPort(servers, budget));
  }

  /** Sets the target of new connections; null resets them. Open connections continue. */
  leadTo(backend: Backend | null): void {
    this.#backend = backend;
  }

  /** Wildcard sockets listen on new addresses too. */
  followAddresses(): void {
    // Nothing to do.
  }

  relayed(): readonly RelayedEnds[] {
    return [...this.#relays].flatMap((open) => open.ends() ?? []);
  }

  /** Releases the port. Open connections are reset after `grace` milliseconds. */
  release(grace: number): void {
    for (const server of this.#servers) server.close();
    this.#budget.listen(-this.#servers.length);
    this.#share.close();
    const end = () => {
      for (const open of this.#relays) open.reset();
    };
    if (grace > 0 && this.#relays.size > 0) setTimeout(end, grace).unref();
    else end();
  }

  #accept(client: AcceptedClient): void {
    const backend = this.#backend;
    if (backend === null || !this.#share.take()) {
      this.counters.dropped += 1;
      client.refuse();
      return;
    }
    this.counters.accepted += 1;
    this.counters.open += 1;
    this.#relays.add(client.relay(backend, this.#options));
    this.#keeper ??= setInterval(this.#keepAlive, keepAliveInterval).unref();
  }

  readonly #closed = (relay: Relay): void => {
    this.#share.give();
    this.counters.open -= 1;
    this.#relays.delete(relay);
  };

  readonly #keepAlive = (): void => {
    for (const open of this.#relays) open.keepAlive();
    if (this.#relays.size > 0) return;
    clearInterval(this.#keeper);
    this.#keeper = undefined;
  };
}

function listen(address: string, port: number): Promise<Result<Server, NodeJS.ErrnoException>> {
  return new Promise((resolve) => {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true });
    // Refuse connections until the port is bound on every address.
    server.on('connection', refuse);
    server.once('error', (error) => {
      resolve(err(error));
    });
    server.once('listening', () => {
      server.removeAllListeners('error');
      server.on('error', () => undefined);
      resolve(ok(server));
    });
    server.listen({
      host: address,
      port,
      backlog,
      ipv6Only: familyOf(address) === 6,
      exclusive: true,
    });
  });
}
