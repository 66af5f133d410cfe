import type { TrackedFlow } from './tracked-flow';

/** What happened to a flow since changes were last taken. */
export interface PendingChange {
  readonly flow: TrackedFlow;
  readonly began: boolean;
  readonly ended: boolean;
}

interface Change {
  began: boolean;
  ended: boolean;
}

/**
 * Collects changes between two reports, one entry for each flow. A flow that began and ended in
 * between keeps both.
 */
export class PendingChanges {
  #changes = new Map<TrackedFlow, Change>();

  get size(): number {
    return this.#changes.size;
  }

  began(flow: TrackedFlow): void {
    this.#changes.set(flow, { began: true, ended: false });
  }

  changed(flow: TrackedFlow): void {
    if (!this.#changes.has(flow)) this.#changes.set(flow, { began: false, ended: false });
  }

  ended(flow: TrackedFlow): void {
    const known = this.#changes.get(flow);
    if (known === undefined) this.#changes.set(flow, { began: false, ended: true });
    else known.ended = true;
  }

  /** Removes the oldest changes and returns them, ordered by the first change of their flow. */
  take(most: number): readonly PendingChange[] {
    const taken: PendingChange[] = [];
    for (const [flow, change] of this.#changes) {
      if (taken.length >= most) break;
      taken.push({ flow, ...change });
      this.#changes.delete(flow);
    }
    return taken;
  }
}
