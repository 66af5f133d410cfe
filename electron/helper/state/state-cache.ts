import type { Text } from '#shared/messages/message';
import type { Result } from '#shared/result/result';
import { ok } from '#shared/result/result';
import type { Intents, State, StateStore, KernelMemory } from './store';

/** The state as it was saved last. */
export class KeptState {
  readonly #store: StateStore;
  readonly #onFailure: (message: Text) => void;
  #state: State;

  /** @param onFailure is told what a save failed for */
  constructor(store: StateStore, state: State, onFailure: (message: Text) => void) {
    this.#store = store;
    this.#onFailure = onFailure;
    this.#state = state;
  }

  get intents(): Intents {
    const { publications, bridges, attachments } = this.#state;
    return { publications, bridges, attachments };
  }

  /** What the doctor has mended. */
  get fixes(): State['fixes'] {
    return this.#state.fixes;
  }

  /** What was in the kernel before Portolan changed it. */
  get memory(): KernelMemory {
    return this.#state;
  }

  /** Saves durably what changes; when that fails, the state stays what it was. */
  async save(changed: Partial<State>): Promise<Result<void>> {
    const state = { ...this.#state, ...changed };
    if (JSON.stringify(state) === JSON.stringify(this.#state)) return ok(undefined);
    const saved = await this.#store.save(state);
    if (saved.ok) this.#state = state;
    else this.#onFailure(saved.error.message);
    return saved;
  }
}
