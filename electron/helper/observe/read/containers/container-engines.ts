import type { Text } from '#shared/messages/message';
import type { Container } from '../../records/container';
import { ContainerEngine } from './container-engine';
import { EngineApi } from './engine-api';
import type { Staleness } from '../../records/reading';

/** The answers of all engines of this machine. */
export interface ContainersReading {
  readonly containers: readonly Container[];
  readonly warnings: readonly Text[];
  readonly stale: readonly Staleness[];
}

/** All container engines of the machine. */
export class ContainerEngines {
  readonly #engines: readonly ContainerEngine[];
  #onChange: () => void = () => undefined;

  /** @param sockets where engines may listen; none needs to exist */
  constructor(sockets: readonly string[]) {
    this.#engines = sockets.map(
      (socket) =>
        new ContainerEngine(new EngineApi(socket), () => {
          this.#onChange();
        }),
    );
  }

  /** The running containers, each once even if two sockets belong to one engine. Never fails. */
  async read(): Promise<ContainersReading> {
    const lists = await Promise.all(this.#engines.map((engine) => engine.containers()));
    const byId = new Map(lists.flat().map((container) => [container.id, container]));
    return {
      containers: [...byId.values()],
      warnings: this.#engines.flatMap(({ warning }) => warning ?? []),
      stale: this.#engines.flatMap(({ staleness }) => staleness ?? []),
    };
  }

  /** Marks the lists as outdated, so that the next reading asks the engines. */
  changed(): void {
    for (const engine of this.#engines) engine.changed();
  }

  /** Follows the events of all engines until stopped. */
  follow(onChange: () => void): { stop(): void } {
    this.#onChange = onChange;
    for (const engine of this.#engines) engine.follow();
    return {
      stop: () => {
        this.#onChange = () => undefined;
        for (const engine of this.#engines) engine.stop();
      },
    };
  }
}
