import { isEqual } from '#shared/diff/fields-diff';
import type { Flow } from '#shared/model/flow';
import type { Half, JoinedFlow, TrackedFlow } from '../track/tracked-flow';
import { noFacts, type FlowFacts } from './flow-facts';
import { FlowIndex } from './flow-index';
import { joinFlow, type Draft } from './join-flow';
import type { RelayedEnds } from '../../proxy/relayed-ends';
import { ProxyLinks } from './proxy-links';

/**
 * Turns flows of a table into records for clients, joined with publications, endpoints, wires and
 * other halves.
 */
export class FlowJoiner {
  readonly #namespace: string | undefined;
  readonly #links = new ProxyLinks();
  #index = new FlowIndex(noFacts);

  /** @param namespace id of the endpoint whose table has the flows; undefined for the host's */
  constructor(namespace: string | undefined) {
    this.#namespace = namespace;
  }

  /**
   * Replaces the facts, and joins every flow again.
   *
   * @returns the flows whose record changed
   */
  setFacts(facts: FlowFacts, flows: Iterable<TrackedFlow>): readonly TrackedFlow[] {
    this.#index = new FlowIndex(facts);
    const changed: TrackedFlow[] = [];
    for (const flow of flows) {
      const before = flow.joined?.value;
      const other = this.add(flow);
      if (isEqual(before, flow.joined?.value)) continue;
      changed.push(flow);
      if (other !== undefined) changed.push(other);
    }
    return changed;
  }

  /** Registers a new flow. @returns its other half, whose record changes with it */
  add(flow: TrackedFlow): TrackedFlow | undefined {
    const { half } = this.#join(flow);
    return half === undefined ? undefined : this.#links.register(flow, half);
  }

  /** Drops an ended flow. Call it after its last record was made. */
  forget(flow: TrackedFlow): void {
    const { half } = this.#join(flow);
    if (half !== undefined) this.#links.forget(flow, half);
  }

  /** Adds a relayed connection. @returns the flows whose record changes */
  addLink(link: RelayedEnds): readonly TrackedFlow[] {
    return this.#links.add(link);
  }

  /**
   * The publication that a flow's bytes count for. Of a proxied connection only the client's half
   * counts.
   */
  publicationOf(flow: TrackedFlow): string | undefined {
    const { half, publication } = this.#join(flow);
    return half === 'backend' ? undefined : publication;
  }

  /**
   * Returns the record of a flow. Undefined fields are left out, since each would be copied and
   * sent.
   */
  record(flow: TrackedFlow): Flow {
    const { key, protocol, state, original, reply, replied, rate, since } = flow;
    const joined = this.#join(flow);
    const record: Draft<Flow> = { id: key, protocol, original, reply, replied, ...joined, since };
    if (state !== undefined) record.state = state;
    if (rate !== undefined) record.rate = rate;
    if (this.#namespace !== undefined) record.namespace = this.#namespace;
    if (joined.half !== undefined) this.#addHalf(record, flow, joined.half);
    return record;
  }

  #join(flow: TrackedFlow): JoinedFlow {
    if (flow.joined?.facts === this.#index) return flow.joined.value;
    const value = joinFlow(this.#index, flow);
    flow.joined = { facts: this.#index, value };
    return value;
  }

  /**
   * Adds what the proxy knows of a flow's other half. Without that knowledge a client's half stays,
   * but a backend's may be the connection of another program on the host.
   */
  #addHalf(record: Draft<Flow>, flow: TrackedFlow, half: Half): void {
    const other = this.#links.otherHalf(flow, half);
    if (other === undefined) {
      if (half === 'backend') record.half = undefined;
      return;
    }
    if (record.publication === undefined) {
      const { address, port } = other.host;
      const [only, ...more] = this.#index.proxiedAt(flow.protocol, address, port);
      if (only !== undefined && more.length === 0) record.publication = only.id;
    }
    if (record.publication !== undefined) record.candidates = undefined;
    if (other.flow !== undefined) record.joined = other.flow.key;
    record.client = other.client;
    record.asked = other.host;
  }
}
