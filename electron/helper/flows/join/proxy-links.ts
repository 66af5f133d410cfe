import type { SocketEnd } from '#shared/model/flow';
import type { RelayedEnds } from '../../proxy/relayed-ends';
import type { Half, TrackedFlow } from '../track/tracked-flow';

/** The other half of a proxied connection, seen from one of its flows. */
export interface OtherHalf {
  readonly client: SocketEnd;
  /** The host address and port that the client connected to. */
  readonly host: SocketEnd;
  readonly flow: TrackedFlow | undefined;
}

/** Maximum number of entries; beyond it, the oldest are dropped. */
const limit = 65_536;

/** Joins the two flows of a proxied connection, which conntrack does not relate to each other. */
export class ProxyLinks {
  /** By the keys of both halves. */
  readonly #links = new Map<string, RelayedEnds>();
  /** The flows that are or may be a half. */
  readonly #halves = new Map<string, TrackedFlow>();

  /** @returns the flows that the link joins, as far as they are known yet */
  add(link: RelayedEnds): readonly TrackedFlow[] {
    const keys = [clientKey(link), backendKey(link)];
    for (const key of keys) {
      this.#links.delete(key);
      this.#links.set(key, link);
    }
    for (const oldest of this.#links.keys()) {
      if (this.#links.size <= limit) break;
      this.#links.delete(oldest);
    }
    return keys.flatMap((key) => this.#halves.get(key) ?? []);
  }

  /**
   * Registers a flow that may be a half. @returns the flow of its other half, if it is known
   * already
   */
  register(flow: TrackedFlow, half: Half): TrackedFlow | undefined {
    this.#halves.set(flowKey(flow, half), flow);
    return this.otherHalf(flow, half)?.flow;
  }

  otherHalf(flow: TrackedFlow, half: Half): OtherHalf | undefined {
    const link = this.#links.get(flowKey(flow, half));
    if (link === undefined) return undefined;
    const other = half === 'client' ? backendKey(link) : clientKey(link);
    return { client: link.client, host: link.host, flow: this.#halves.get(other) };
  }

  /** Drops a flow that has ended. */
  forget(flow: TrackedFlow, half: Half): void {
    const key = flowKey(flow, half);
    if (this.#halves.get(key) !== flow) return;
    this.#halves.delete(key);
    this.#links.delete(key);
  }
}

function clientKey({ protocol, client, host }: RelayedEnds): string {
  return `${protocol} ${client.address} ${String(client.port)} ${host.address} ${String(host.port)}`;
}

/** Without the local address: an unconnected UDP socket has none, and its port identifies it. */
function backendKey({ protocol, local, backend }: RelayedEnds): string {
  return `${protocol} * ${String(local.port)} ${backend.address} ${String(backend.port)}`;
}

function flowKey({ protocol, original }: TrackedFlow, half: Half): string {
  const { src, sport = 0, dst, dport = 0 } = original;
  const from = half === 'client' ? src : '*';
  return `${protocol} ${from} ${String(sport)} ${dst} ${String(dport)}`;
}
