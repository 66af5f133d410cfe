import type { FlowTuple } from '#shared/model/flow';
import type { TrackedFlow } from '../track/tracked-flow';

interface SocketEnd {
  readonly address: string;
  readonly port: number;
}

/** One connection through the proxy, by the four sockets that it has. */
export interface ProxyLink {
  readonly protocol: 'tcp' | 'udp';
  readonly client: SocketEnd;
  /** Where the client came in. */
  readonly host: SocketEnd;
  /** From where the proxy speaks to the container, and to where. */
  readonly local: SocketEnd;
  readonly backend: SocketEnd;
}

/** A link's other half, as seen from one of its flows. */
export interface OtherHalf {
  readonly half: 'client' | 'backend';
  readonly client: SocketEnd;
  readonly flow: TrackedFlow | undefined;
}

/** More links than this are not kept: the oldest are forgotten. */
const limit = 65_536;

/** Joins the two flows of a proxied connection, which conntrack does not know to belong together. */
export class ProxyLinks {
  /** By the tuple of either half. */
  readonly #links = new Map<string, ProxyLink>();
  /** The flows that are a half, or may be one. */
  readonly #halves = new Map<string, TrackedFlow>();

  /** @returns the flows that are joined by it, as far as they are known yet */
  add(link: ProxyLink): readonly TrackedFlow[] {
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

  /** Says that a flow may be a half. @returns its other half's flow, when they are joined already */
  register(flow: TrackedFlow): TrackedFlow | undefined {
    this.#halves.set(flowKey(flow.protocol, flow.original), flow);
    return this.otherHalf(flow)?.flow;
  }

  otherHalf(flow: TrackedFlow): OtherHalf | undefined {
    const key = flowKey(flow.protocol, flow.original);
    const link = this.#links.get(key);
    if (link === undefined) return undefined;
    const half = key === clientKey(link) ? 'client' : 'backend';
    const other = half === 'client' ? backendKey(link) : clientKey(link);
    return { half, client: link.client, flow: this.#halves.get(other) };
  }

  /** Forgets a flow that has ended. */
  forget(flow: TrackedFlow): void {
    const key = flowKey(flow.protocol, flow.original);
    if (this.#halves.get(key) !== flow) return;
    this.#halves.delete(key);
    this.#links.delete(key);
  }
}

function clientKey({ protocol, client, host }: ProxyLink): string {
  return key(protocol, client.address, client.port, host.address, host.port);
}

function backendKey({ protocol, local, backend }: ProxyLink): string {
  return key(protocol, local.address, local.port, backend.address, backend.port);
}

function flowKey(protocol: string, { src, sport, dst, dport }: FlowTuple): string {
  return key(protocol, src, sport ?? 0, dst, dport ?? 0);
}

function key(protocol: string, src: string, sport: number, dst: string, dport: number): string {
  return `${protocol} ${src} ${String(sport)} ${dst} ${String(dport)}`;
}
