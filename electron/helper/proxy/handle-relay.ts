import { isIPv6 } from 'node:net';
import type { SocketEnd } from '#shared/model/flow';
import { OneWay, type OneWayOwner } from './one-way';
import type { InnerTcp, TcpHandle } from './inner-tcp';
import {
  connectTimeout,
  keepAliveAfter,
  silenceAfterEnd,
  type Relay,
  type RelayOptions,
} from './relay';
import { socketEnd, type RelayedEnds } from './relayed-ends';
import type { Backend } from '../plan/resolved-publication';

/** A relay on Node's own handles; see {@link Relay}. */
export class HandleRelay implements Relay, OneWayOwner {
  readonly #inner: InnerTcp;
  readonly #options: RelayOptions;
  readonly #client: TcpHandle;
  readonly #server: TcpHandle;
  readonly #up: OneWay;
  readonly #down: OneWay;
  readonly #connecting: NodeJS.Timeout;
  #idle: NodeJS.Timeout | undefined;
  #state: 'connecting' | 'open' | 'closed' = 'connecting';

  constructor(inner: InnerTcp, client: TcpHandle, backend: Backend, options: RelayOptions) {
    const server = inner.create();
    this.#inner = inner;
    this.#options = options;
    this.#client = client;
    this.#server = server;
    this.#up = new OneWay(inner, options.pool, this, client, server);
    this.#down = new OneWay(inner, options.pool, this, server, client);
    this.#connecting = setTimeout(this.reset, connectTimeout);
    client.setNoDelay(true);
    server.setNoDelay(true);
    this.#connect(backend);
  }

  /** Ends both sides with a reset. */
  readonly reset = (): void => {
    this.#close(true);
  };

  keepAlive(): void {
    for (const side of [this.#client, this.#server]) side.setKeepAlive(true, keepAliveAfter / 1000);
  }

  ends(): RelayedEnds | null {
    if (this.#state !== 'open') return null;
    const [client, host] = [peerOf(this.#client), ownEndOf(this.#client)];
    const [local, backend] = [ownEndOf(this.#server), peerOf(this.#server)];
    if (client === null || host === null || local === null || backend === null) return null;
    return { protocol: 'tcp', client, host, local, backend };
  }

  moved(way: OneWay, bytes: number): void {
    if (way === this.#up) this.#options.counters.bytesIn += bytes;
    else this.#options.counters.bytesOut += bytes;
    this.#idle?.refresh();
  }

  ended(way: OneWay): void {
    const back = way === this.#up ? this.#down : this.#up;
    if (back.ended) this.#close(false);
    // libuv reports a reset that arrives together with data as an end. A write shows which it was.
    else if (!back.waits && this.#inner.write(way.from, nothing, ignore) === 'failed') this.reset();
    else if (!way.end()) this.reset();
    else this.#limitSilence(silenceAfterEnd(this.#options));
  }

  failed(): void {
    this.reset();
  }

  #connect({ address, port }: Backend): void {
    const request = new this.#inner.ConnectRequest();
    request.oncomplete = this.#connected;
    const server = this.#server;
    const status = isIPv6(address)
      ? server.connect6(request, address, port)
      : server.connect(request, address, port);
    // The caller gets the relay before it reports its end.
    if (status !== 0) setImmediate(this.reset);
  }

  readonly #connected = (status: number): void => {
    clearTimeout(this.#connecting);
    if (this.#state !== 'connecting') return;
    if (status !== 0) {
      this.reset();
      return;
    }
    this.#state = 'open';
    const { watch, idleLimit } = this.#options;
    if (watch.wanted) watch.report(this.ends());
    if (idleLimit > 0) this.#limitSilence(idleLimit);
    if (!this.#up.start() || !this.#down.start()) this.reset();
  };

  #limitSilence(limit: number): void {
    clearTimeout(this.#idle);
    this.#idle = setTimeout(this.reset, limit);
  }

  #close(withReset: boolean): void {
    if (this.#state === 'closed') return;
    const connected = this.#state === 'open';
    this.#state = 'closed';
    clearTimeout(this.#connecting);
    clearTimeout(this.#idle);
    this.#down.close(withReset);
    // Without a backend connection there is nothing to reset.
    this.#up.close(withReset && connected);
    this.#up.stop();
    this.#down.stop();
    this.#options.onClosed(this);
  }
}

const nothing = Buffer.alloc(0);

function ignore(): void {
  // The next read reports the failure as well.
}

function peerOf(handle: TcpHandle): SocketEnd | null {
  const end: { address?: string; port?: number } = {};
  return handle.getpeername(end) === 0 ? socketEnd(end.address, end.port) : null;
}

function ownEndOf(handle: TcpHandle): SocketEnd | null {
  const end: { address?: string; port?: number } = {};
  return handle.getsockname(end) === 0 ? socketEnd(end.address, end.port) : null;
}
