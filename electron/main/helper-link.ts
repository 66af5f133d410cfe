import type { HelperClient, HelperEvent } from '#shared/contract/helper';
import { patchSnapshot, type SnapshotDiff } from '#shared/diff/snapshot-diff';
import type { Snapshot } from '#shared/model/snapshot';
import { ok, type Result } from '#shared/result/result';
import { connectHelper } from '#transport/helper-connection';

/** A connection to a helper, with a copy of its snapshot that follows every change. */
export interface HelperLink {
  readonly call: HelperClient;
  snapshot(): Snapshot;
  /** Settles when the connection has ended, from either side. */
  readonly closed: Promise<void>;
  close(): void;
}

export interface LinkListener {
  /** The copy was created or replaced: at the start, and after a revision gap. */
  onSnapshot(snapshot: Snapshot): void;
  /** One difference was applied to the copy. */
  onChanges(diff: SnapshotDiff): void;
  /** An event arrived that is not part of the snapshot. */
  onEvent(event: Exclude<HelperEvent, { readonly type: 'changes' }>): void;
}

/**
 * Connects to a helper and keeps a copy of its snapshot. The listener receives the first snapshot
 * before this returns. Differences that arrive before their snapshot wait for it.
 *
 * @returns the errors of {@link connectHelper}, and those of the helper's `subscribe`
 */
export async function openLink(
  socket: string,
  listener: LinkListener,
): Promise<Result<HelperLink>> {
  const early: SnapshotDiff[] = [];
  let following = false;
  const connected = await connectHelper(socket, (event) => {
    if (event.type === 'changes') receive(event.diff);
    else listener.onEvent(event);
  });
  if (!connected.ok) return connected;
  const connection = connected.value;
  const { call, closed } = connection;
  const first = await call.subscribe({});
  if (!first.ok) {
    connection.close();
    return first;
  }
  let copy = first.value;
  following = true;

  function receive(diff: SnapshotDiff): void {
    early.push(diff);
    if (following) applyEarly();
  }
  function applyEarly(): void {
    for (let diff = early.shift(); diff !== undefined; diff = early.shift()) {
      if (diff.to <= copy.revision) continue;
      const next = patchSnapshot(copy, diff);
      if (next === null) {
        void startOver();
        return;
      }
      copy = next;
      listener.onChanges(diff);
    }
  }
  async function startOver(): Promise<void> {
    following = false;
    const reply = await call.subscribe({});
    if (!reply.ok) {
      connection.close();
      return;
    }
    copy = reply.value;
    following = true;
    listener.onSnapshot(copy);
    applyEarly();
  }

  listener.onSnapshot(copy);
  applyEarly();
  return ok({
    call,
    snapshot: () => copy,
    closed,
    close() {
      connection.close();
    },
  });
}
