import type { WindowEvent, WorldState } from '#shared/contract/window';
import { patchSnapshot } from '#shared/diff/snapshot-diff';
import type { Snapshot } from '#shared/model/snapshot';
import { assertNever } from '#shared/result/result';

/** What the window knows of the world it shows. */
export interface Mirror {
  readonly state: WorldState;
  /** null until the world's first snapshot arrives. */
  readonly snapshot: Snapshot | null;
}

/**
 * A mirror after an event. `stale`: revisions do not match, so the whole snapshot must be
 * requested.
 */
export interface Reflection {
  readonly mirror: Mirror;
  readonly stale: boolean;
}

/** Applies an event to a mirror. Pure; unchanged records keep their identity. */
export function reflect(mirror: Mirror, event: WindowEvent): Reflection {
  switch (event.type) {
    case 'world': {
      const stays = sourceOf(event.state) === sourceOf(mirror.state);
      return fresh({ state: event.state, snapshot: stays ? mirror.snapshot : null });
    }
    case 'snapshot':
      return fresh({ ...mirror, snapshot: event.snapshot });
    case 'changes': {
      const { snapshot } = mirror;
      if (snapshot === null) return { mirror, stale: true };
      if (event.diff.to <= snapshot.revision) return fresh(mirror);
      const patched = patchSnapshot(snapshot, event.diff);
      if (patched === null) return { mirror, stale: true };
      return fresh({ ...mirror, snapshot: patched });
    }
    case 'notice':
    case 'warning':
    case 'flows':
    case 'trace':
      // These have their own stores.
      return fresh(mirror);
    default:
      return assertNever(event);
  }
}

/** Identifies the source of a state's snapshot: a world, or a file. */
export function sourceOf(state: WorldState): string {
  return state.phase === 'file' ? `file ${state.file} ${state.savedAt}` : state.world;
}

function fresh(mirror: Mirror): Reflection {
  return { mirror, stale: false };
}
