import type { Publication } from '#shared/model/publication';
import type { Topology } from '#shared/model/snapshot';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { Collector } from './read/collector';
import { ContainerEngines } from './read/containers/container-engines';
import type { Reading } from './records/reading';
import { foreignPublications } from './derive/foreign-publications';
import { buildTopology } from './derive/topology';

/** What the machine looks like at one moment, and what was read to know it. */
export interface View {
  readonly reading: Reading;
  readonly topology: Topology;
}

/** Looks at the machine, and remembers what was seen last. */
export class Observer {
  readonly engines: ContainerEngines;
  readonly collector: Collector;
  #last: Reading | null = null;
  /** The publications that others made. */
  #foreign: readonly Publication[] = [];

  constructor(engineSockets: readonly string[]) {
    this.engines = new ContainerEngines(engineSockets);
    this.collector = new Collector(this.engines);
  }

  /** What was read last; null before the first look. */
  get last(): Reading | null {
    return this.#last;
  }

  get foreign(): readonly Publication[] {
    return this.#foreign;
  }

  /** Reads the kernel; what could not be read anew is as it was, and told so. */
  async observe(): Promise<Result<View>> {
    const reading = await this.collector.read();
    if (!reading.ok) return reading;
    this.#last = reading.value;
    const topology = buildTopology(reading.value);
    this.#foreign = foreignPublications(reading.value, topology.endpoints);
    return ok({ reading: reading.value, topology });
  }

  /** Reads the kernel so that it can be changed: fails when the rules or the host's network could not be read anew. */
  async look(): Promise<Result<View>> {
    const view = await this.observe();
    const error = view.ok ? outdated(view.value) : undefined;
    return error === undefined ? view : err(error);
  }

  /** Says that an endpoint's network may have changed a moment ago, so that the next look sees it. */
  expectChangeOf(endpointId: string | undefined): void {
    const namespace = this.#last?.namespaces.find(({ id }) => id === endpointId);
    this.collector.networkChanged(namespace?.inode);
    this.engines.changed();
  }
}

/** Why a view does not tell what rules and links there are now; undefined when it does. */
export function outdated({ reading }: View): AppError | undefined {
  return reading.stale.find(({ part }) => part === 'rules' || part === 'network')?.error;
}
