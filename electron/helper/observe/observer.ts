import { emptyNetwork } from '../system/ip/parse-network';
import { readSingleTables } from '../system/iptables/tables';
import { ownTableNames } from '#shared/model/own-rules';
import type { Publication } from '#shared/model/publication';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { NetworkEvent } from '../system/ip/parse-ip-monitor';
import { foreignPublications } from './derive/foreign-publications';
import { buildTopology } from './derive/topology';
import { Collector } from './read/collector';
import { ContainerEngines } from './read/containers/container-engines';
import type { Urgency } from './read/network/networks';
import type { Reading, View } from './records/reading';

/** Reads the machine, derives its topology, and keeps the last reading. */
export class Observer {
  readonly #engines: ContainerEngines;
  readonly #collector: Collector;
  #last: Reading | null = null;
  #foreign: readonly Publication[] = [];

  /** @param engineSockets sockets of container engines; they need not exist */
  constructor(engineSockets: readonly string[]) {
    this.#engines = new ContainerEngines(engineSockets);
    this.#collector = new Collector(this.#engines);
  }

  /** The last reading; null before the first. */
  get last(): Reading | null {
    return this.#last;
  }

  /** The publications of other origins in the last reading. */
  get foreign(): readonly Publication[] {
    return this.#foreign;
  }

  /**
   * Reads the kernel and the container engines. A part that cannot be read keeps its last value and
   * is stale.
   */
  async observe(): Promise<Result<View>> {
    const reading = await this.#collector.read();
    if (!reading.ok) return reading;
    this.#last = reading.value;
    const topology = buildTopology(reading.value);
    this.#foreign = foreignPublications(reading.value, topology.endpoints);
    return ok({ reading: reading.value, topology });
  }

  /**
   * Reads what can be read of the rules alone, beside the last network, when nothing else can be
   * read.
   */
  async readRules(): Promise<Pick<Reading, 'tables' | 'network'>> {
    const rules = await this.#collector.readRules();
    const tables = rules.ok ? rules.value.tables : await readSingleTables(ownTableNames);
    return { tables, network: this.#last?.network ?? emptyNetwork };
  }

  /** The same before a change: fails when the rules or the host's network are stale. */
  async look(): Promise<Result<View>> {
    const view = await this.observe();
    const error = view.ok ? outdated(view.value) : undefined;
    return error === undefined ? view : err(error);
  }

  /** Makes the next reading include the network of every namespace. */
  networkChanged(): void {
    this.#collector.networkChanged();
  }

  /**
   * Makes the next reading include the containers and the network of an endpoint, of all when it is
   * unknown.
   */
  expectChangeOf(endpointId: string | undefined): void {
    const namespace = this.#last?.namespaces.find(({ id }) => id === endpointId);
    this.#collector.networkChanged(namespace?.inode);
    this.#engines.changed();
  }

  /** Notes an event of the kernel. @returns how soon it must be read */
  notice(event: NetworkEvent): Urgency {
    return this.#collector.notice(event);
  }

  /** Follows the events of the container engines until it is stopped. */
  followContainers(onChange: () => void): { stop(): void } {
    return this.#engines.follow(onChange);
  }
}

/** Why the rules or links of a view are stale; undefined when they are current. */
export function outdated({ reading }: View): AppError | undefined {
  return reading.stale.find(({ part }) => part === 'rules' || part === 'network')?.error;
}
