import type { Text } from '#shared/messages/message';
import type { Result } from '#shared/result/result';
import { ok } from '#shared/result/result';
import { isEqual } from '#shared/diff/fields-diff';
import { SerialQueue } from '../util/serial-queue';
import type { Intents, State, StateStore, KernelMemory } from './store';

/** The state as last saved. */
export class StateCache {
  readonly #store: StateStore;
  readonly #queue = new SerialQueue();
  readonly #onFailure: (message: Text) => void;
  #state: State;

  /** @param onFailure called with the reason when a save fails */
  constructor(store: StateStore, state: State, onFailure: (message: Text) => void) {
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

  /**
   * Saves a change durably; when that fails, the state stays as it was. Saves run one after
   * another, so that changes of different parts do not overwrite each other.
   */
  save(changed: Partial<State>): Promise<Result<void>> {
    return this.#queue.run(() => this.#save(changed));
  }

  async #save(changed: Partial<State>): Promise<Result<void>> {
    const state = { ...this.#state, ...changed };
    if (isEqual(state, this.#state)) return ok(undefined);
    const saved = await this.#store.save(state);
    if (saved.ok) this.#state = state;
    else this.#onFailure(saved.error.message);
    return saved;
  }
}
