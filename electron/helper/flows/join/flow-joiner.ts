import { isEqual } from '#shared/diff/fields-diff';
import type { Flow } from '#shared/model/flow';
import type { TrackedFlow } from '../track/tracked-flow';
import { noFacts, type FlowFacts } from './facts';
import { FlowIndex } from './flow-index';
import { joinFlow } from './join-flow';
import type { RelayedEnds } from '../../proxy/relayed-ends';
import { ProxyLinks } from './proxy-links';
import type { JoinedFlow, Half } from '../track/joined-flow';

/** Turns flows of a table into what clients are told: joined with publications, endpoints, wires and other halves. */
export class FlowJoiner {
  readonly #namespace: string | undefined;
  readonly #links = new ProxyLinks();
  #index = new FlowIndex(noFacts);

  /** @param namespace the endpoint in whose table the flows stand; undefined for the host's */
  constructor(namespace: string | undefined) {
    this.#namespace = namespace;
  }

  /**
   * New facts: every flow may be something else now.
   *
   * @returns the flows that must be told anew because they are
   */
  use(facts: FlowFacts, flows: Iterable<TrackedFlow>): readonly TrackedFlow[] {
    this.#index = new FlowIndex(facts);
    const changed: TrackedFlow[] = [];
    for (const flow of flows) {
      const before = flow.joined?.value;
      const other = this.began(flow);
      if (isEqual(before, flow.joined?.value)) continue;
      changed.push(flow);
      if (other !== undefined) changed.push(other);
    }
    return changed;
  }

  /** @returns the flow that must be told anew because this one is its other half */
  began(flow: TrackedFlow): TrackedFlow | undefined {
    const { half } = this.#join(flow);
    return half === undefined ? undefined : this.#links.register(flow, half);
  }

  /** To be called when a flow that has ended was told for the last time. */
  forget(flow: TrackedFlow): void {
    const { half } = this.#join(flow);
    if (half !== undefined) this.#links.forget(flow, half);
  }

  /** @returns the flows that must be told anew */
  link(link: RelayedEnds): readonly TrackedFlow[] {
    return this.#links.add(link);
  }

  /** The publication whose traffic a flow is. Of a proxied connection only the client's half counts. */
  publicationOf(flow: TrackedFlow): string | undefined {
    const { half, publication } = this.#join(flow);
    return half === 'backend' ? undefined : publication;
  }

  tell(flow: TrackedFlow): Flow {
    const { key, protocol, state, original, reply, replied, rate, since } = flow;
    const joined = this.#join(flow);
    return {
      id: key,
      protocol,
      ...(state === undefined ? {} : { state }),
      ...{ original, reply, replied },
      ...joined,
      ...(joined.half === undefined ? {} : this.#halfOf(flow, joined.half, joined)),
      ...(rate === undefined ? {} : { rate }),
      since,
      ...(this.#namespace === undefined ? {} : { namespace: this.#namespace }),
    };
  }

  #join(flow: TrackedFlow): JoinedFlow {
    if (flow.joined?.facts === this.#index) return flow.joined.value;
    const value = joinFlow(this.#index, flow);
    flow.joined = { facts: this.#index, value };
    return value;
  }

  /** What the proxy itself says is certain. What only looks like a proxy's may be some other program of the host. */
  #halfOf(flow: TrackedFlow, half: Half, joined: JoinedFlow): Partial<Flow> {
    const other = this.#links.otherHalf(flow, half);
    if (other === undefined) return half === 'client' ? {} : { half: undefined };
    const { address, port } = other.host;
    const served = this.#index.served(flow.protocol, address, port);
    const publication = joined.publication ?? (served.length === 1 ? served[0]?.id : undefined);
    return {
      ...(publication === undefined ? {} : { publication, candidates: undefined }),
      ...(other.flow === undefined ? {} : { joined: other.flow.key }),
      client: other.client,
      asked: other.host,
    };
  }
}
