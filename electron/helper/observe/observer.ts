import type { Publication } from '#shared/model/publication';
import type { Topology } from '#shared/model/snapshot';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { Collector } from './read/collector';
import { ContainerEngines } from './read/containers/container-engines';
import type { Reading } from './records/reading';
import { foreignPublications } from './derive/foreign-publications';
import { buildTopology } from './derive/topology';

/** The topology at one moment, and the reading behind it. */
export interface View {
  readonly reading: Reading;
  readonly topology: Topology;
}

/** Observes the machine and remembers the last result. */
export class Observer {
  readonly engines: ContainerEngines;
  readonly collector: Collector;
  #last: Reading | null = null;
  /** The publications of others. */
  #foreign: readonly Publication[] = [];

  constructor(engineSockets: readonly string[]) {
    this.engines = new ContainerEngines(engineSockets);
    this.collector = new Collector(this.engines);
  }

  /** The last reading; null before the first one. */
  get last(): Reading | null {
    return this.#last;
  }

  get foreign(): readonly Publication[] {
    return this.#foreign;
  }

  /** Reads the kernel. Parts that cannot be read keep their last value and are marked stale. */
  async observe(): Promise<Result<View>> {
    const reading = await this.collector.read();
    if (!reading.ok) return reading;
    this.#last = reading.value;
    const topology = buildTopology(reading.value);
    this.#foreign = foreignPublications(reading.value, topology.endpoints);
    return ok({ reading: reading.value, topology });
  }

  /**
   * Reads the kernel before a change: fails when the rules or the host's network could not be read.
   */
  async look(): Promise<Result<View>> {
    const view = await this.observe();
    const error = view.ok ? outdated(view.value) : undefined;
    return error === undefined ? view : err(error);
  }

  /** Marks an endpoint's network as changed, so that the next reading includes it. */
  expectChangeOf(endpointId: string | undefined): void {
    const namespace = this.#last?.namespaces.find(({ id }) => id === endpointId);
    this.collector.networkChanged(namespace?.inode);
    this.engines.changed();
  }
}

/** Why a view lacks current rules and links; undefined when it has them. */
export function outdated({ reading }: View): AppError | undefined {
  return reading.stale.find(({ part }) => part === 'rules' || part === 'network')?.error;
}
