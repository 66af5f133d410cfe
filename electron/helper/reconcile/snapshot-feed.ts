import type { HelperEvent } from '#shared/contract/helper';
import { diffSnapshots } from '#shared/diff/snapshot-diff';
import type { Snapshot } from '#shared/model/snapshot';

/** Keeps the newest snapshot that clients have, and publishes each later one as a diff. */
export class SnapshotFeed {
  readonly #publish: (event: HelperEvent) => void;
  #snapshot: Snapshot | null = null;

  constructor(publish: (event: HelperEvent) => void) {
    this.#publish = publish;
  }

  /** @throws before the first {@link show} */
  get newest(): Snapshot {
    if (this.#snapshot === null) throw new Error('no snapshot yet');
    return this.#snapshot;
  }

  show(content: Omit<Snapshot, 'revision'>): void {
    const before = this.#snapshot;
    if (before === null) {
      this.#snapshot = { revision: 1, ...content };
      return;
    }
    const next = { ...content, revision: before.revision + 1 };
    const diff = diffSnapshots(before, next);
    if (diff === null) return;
    this.#snapshot = next;
    this.#publish({ type: 'changes', diff });
  }
}
