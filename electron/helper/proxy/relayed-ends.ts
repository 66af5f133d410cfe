import type { SocketEnd } from '#shared/model/flow';
import type { Protocol } from '#shared/model/port-spec';

/** One connection through a proxy, by the ends of its two sockets. */
export interface RelayedEnds {
  readonly protocol: Protocol;
  readonly client: SocketEnd;
  /** Where the client came in. */
  readonly host: SocketEnd;
  /** From where the proxy speaks to the container, and to where. */
  readonly local: SocketEnd;
  readonly backend: SocketEnd;
}

/** So many of the newest connections are remembered, for who begins to look when they have ended. */
const remembered = 512;
/** So many in a second: to ask sockets for their ends takes time that a busy proxy does not have. */
const rememberedASecond = 200;

/**
 * Tells whoever wants to know which connections are relayed. As long as nobody does, only a few of the newest are
 * noted.
 */
export class RelayWatch {
  readonly #listeners = new Set<(ends: RelayedEnds) => void>();
  readonly #newest: RelayedEnds[] = [];
  #second = 0;
  #inSecond = 0;

  /** Whether a connection that is made now should be reported. */
  get wanted(): boolean {
    if (this.#listeners.size > 0) return true;
    const second = Math.floor(Date.now() / 1000);
    if (second !== this.#second) [this.#second, this.#inSecond] = [second, 0];
    this.#inSecond += 1;
    return this.#inSecond <= rememberedASecond;
  }

  /** The newest connections, also those that have ended. */
  get newest(): readonly RelayedEnds[] {
    return this.#newest;
  }

  /** @returns ends it */
  follow(listener: (ends: RelayedEnds) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  report(ends: RelayedEnds | null): void {
    if (ends === null) return;
    if (this.#newest.length >= remembered) this.#newest.shift();
    this.#newest.push(ends);
    for (const listener of this.#listeners) listener(ends);
  }
}

/** An end of a socket as Node tells it: null while the socket has none. The scope of an address is left out. */
export function socketEnd(address: string | undefined, port: number | undefined): SocketEnd | null {
  return address === undefined || port === undefined
    ? null
    : { address: address.split('%')[0] ?? address, port };
}
