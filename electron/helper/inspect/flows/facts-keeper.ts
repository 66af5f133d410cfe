import type { Snapshot } from '#shared/model/snapshot';
import type { Engine } from '../../engine';
import { factsOf, type FlowFacts } from './join/facts';

/** How often the snapshot is looked at, in milliseconds. */
const interval = 500;

/** Keeps what is known of the machine up to date for those who join flows with it. */
export class FactsKeeper {
  readonly #engine: Engine;
  readonly #onChange: (facts: FlowFacts) => void;
  #timer: NodeJS.Timeout | undefined;
  #snapshot: Snapshot | null = null;
  #text = '';

  constructor(engine: Engine, onChange: (facts: FlowFacts) => void) {
    this.#engine = engine;
    this.#onChange = onChange;
  }

  /** @returns the facts as they are now; changes are told until {@link stop} */
  start(): FlowFacts {
    this.#timer ??= setInterval(() => {
      this.#look();
    }, interval);
    const facts = factsOf(this.#engine.snapshot, this.#engine.tables);
    this.#snapshot = this.#engine.snapshot;
    this.#text = JSON.stringify(facts);
    return facts;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Most changes of a snapshot are nothing to flows. */
  #look(): void {
    const { snapshot, tables } = this.#engine;
    if (snapshot === this.#snapshot) return;
    this.#snapshot = snapshot;
    const facts = factsOf(snapshot, tables);
    const text = JSON.stringify(facts);
    if (text === this.#text) return;
    this.#text = text;
    this.#onChange(facts);
  }
}
