import type { Table } from '#shared/model/rules';
import type { Snapshot } from '#shared/model/snapshot';
import { factsOf, type FlowFacts } from './join/flow-facts';

/** The machine as it was last read. */
export interface MachineState {
  readonly snapshot: Snapshot;
  /** The rules as they were last read, which may be newer than the snapshot. */
  readonly tables: readonly Table[];
}

/** Time between two checks for changes, in milliseconds. */
const interval = 500;

/** Computes the facts that flows are joined with, and reports when they change. */
export class FactsPoller {
  readonly #read: () => MachineState;
  readonly #onChange: (facts: FlowFacts) => void;
  #timer: NodeJS.Timeout | undefined;
  #state: MachineState | null = null;
  #text = '';

  constructor(read: () => MachineState, onChange: (facts: FlowFacts) => void) {
    this.#read = read;
    this.#onChange = onChange;
  }

  /** @returns the current facts; changes are reported until {@link stop} */
  start(): FlowFacts {
    this.#timer ??= setInterval(() => {
      this.#poll();
    }, interval);
    const state = this.#read();
    const facts = factsOf(state.snapshot, state.tables);
    this.#state = state;
    this.#text = JSON.stringify(facts);
    return facts;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Most changes of the machine do not concern flows. */
  #poll(): void {
    const state = this.#read();
    const { snapshot, tables } = state;
    if (snapshot === this.#state?.snapshot && tables === this.#state.tables) return;
    this.#state = state;
    const facts = factsOf(snapshot, tables);
    const text = JSON.stringify(facts);
    if (text === this.#text) return;
    this.#text = text;
    this.#onChange(facts);
  }
}
