import type { Table } from '#shared/model/rules';
import type { Snapshot } from '#shared/model/snapshot';
import { factsOf, type FlowFacts } from './join/facts';

/** What is known of the machine now. */
export interface Known {
  readonly snapshot: Snapshot;
  /** The rules as they were read last, which may be after the snapshot was made. */
  readonly tables: readonly Table[];
}

/** How often it is looked at, in milliseconds. */
const interval = 500;

/** Keeps what is known of the machine up to date for those who join flows with it. */
export class FactsKeeper {
  readonly #known: () => Known;
  readonly #onChange: (facts: FlowFacts) => void;
  #timer: NodeJS.Timeout | undefined;
  #seen: Known | null = null;
  #text = '';

  constructor(known: () => Known, onChange: (facts: FlowFacts) => void) {
    this.#known = known;
    this.#onChange = onChange;
  }

  /** @returns the facts as they are now; changes are told until {@link stop} */
  start(): FlowFacts {
    this.#timer ??= setInterval(() => {
      this.#look();
    }, interval);
    const known = this.#known();
    const facts = factsOf(known.snapshot, known.tables);
    this.#seen = known;
    this.#text = JSON.stringify(facts);
    return facts;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Most changes are nothing to flows. */
  #look(): void {
    const known = this.#known();
    const { snapshot, tables } = known;
    if (snapshot === this.#seen?.snapshot && tables === this.#seen.tables) return;
    this.#seen = known;
    const facts = factsOf(snapshot, tables);
    const text = JSON.stringify(facts);
    if (text === this.#text) return;
    this.#text = text;
    this.#onChange(facts);
  }
}
