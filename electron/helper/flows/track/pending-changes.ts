import type { TrackedFlow } from './tracked-flow';

/** What happened to a flow since changes were taken last. */
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
 * Gathers changes between two tellings: what a flow went through in that time becomes one entry. A flow that began
 * and ended in between keeps both.
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

  /** Takes the oldest changes out, in the order in which their flows were first heard of. */
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
