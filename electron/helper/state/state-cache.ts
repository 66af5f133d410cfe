import type { Result } from '#shared/result/result';
import { ok } from '#shared/result/result';
import type { Intents, State, StateStore, KernelMemory } from './store';

/** The state as last saved. */
export class StateCache {
  readonly #store: StateStore;
  readonly #onFailure: (message: string) => void;
  #state: State;

  /** @param onFailure called with the reason when a save fails */
  constructor(store: StateStore, state: State, onFailure: (message: string) => void) {
    this.#store = store;
    this.#onFailure = onFailure;
    this.#state = state;
  }

  get intents(): Intents {
    const { publications, bridges, attachments } = this.#state;
    return { publications, bridges, attachments };
  }

  /** The fixes that the doctor applied. */
  get fixes(): State['fixes'] {
    return this.#state.fixes;
  }

  /** The kernel's settings before Portolan changed them. */
  get memory(): KernelMemory {
    return this.#state;
  }

  /** Saves a change durably. On failure the state stays as it was. */
  async save(changed: Partial<State>): Promise<Result<void>> {
    const state = { ...this.#state, ...changed };
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return ok(undefined);
    const saved = await this.#store.save(state);
    if (saved.ok) this.#state = state;
    else this.#onFailure(saved.error.message);
    return saved;
  }
}
