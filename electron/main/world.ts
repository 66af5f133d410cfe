import type { HelperClient } from '#shared/contract/helper';
import type { WindowEvent, WorldState } from '#shared/contract/window';
import type { Snapshot } from '#shared/model/snapshot';
import type { World } from '#shared/model/status';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { openLink, type HelperLink } from './helper-link';
import type { HelperSource } from './helper-source';
import type { OpenedSnapshot } from '#transport/snapshot-file';

/** The world that the window shows, and the connection to its helper. */
export interface CurrentWorld {
  state(): WorldState;
  snapshot(): Snapshot | null;
  /** The helper's methods, or why no helper is connected. */
  helper(): Result<HelperClient>;
  /** Switches to a world; the outcome arrives as events. A later call supersedes an earlier one. */
  choose(world: World, consent: boolean): Promise<void>;
  /** Leaves the world and shows a snapshot from a file instead. */
  show(opened: OpenedSnapshot): void;
  /** Closes the connection and ends every helper that was started for it. */
  close(): Promise<void>;
}

/** How often a lost helper's socket is tried again, in milliseconds. */
const retryInterval = 1_000;

export function currentWorld(
  source: Pick<HelperSource, 'open' | 'socketOf' | 'stop'>,
  emit: (event: WindowEvent) => void,
): CurrentWorld {
  let state: WorldState = {
    phase: 'failed',
    world: 'lab',
    error: appError('HELPER_UNAVAILABLE', msg('launch.none')),
  };
  let link: HelperLink | null = null;
  /** The snapshot of a file, while one is shown. */
  let fromFile: Snapshot | null = null;
  let attempt = 0;
  let retry: NodeJS.Timeout | undefined;

  const enter = (next: WorldState): void => {
    state = next;
    emit({ type: 'world', state });
  };
  const fail = (world: World, error: AppError): void => {
    enter({ phase: 'failed', world, error });
  };
  /** Leaves the present world. Results of earlier attempts are ignored from now on. */
  const leave = (): number => {
    clearTimeout(retry);
    const left = link;
    link = null;
    fromFile = null;
    left?.close();
    return ++attempt;
  };

  const join = async (world: World, mine: number): Promise<Result<void>> => {
    const opened = await openLink(source.socketOf(world), {
      onSnapshot: (snapshot) => {
        if (mine === attempt) emit({ type: 'snapshot', snapshot });
      },
      onChanges: (diff) => {
        if (mine === attempt) emit({ type: 'changes', diff });
      },
      onEvent: (event) => {
        if (mine === attempt) emit(event);
      },
    });
    if (!opened.ok) return opened;
    if (mine !== attempt) {
      opened.value.close();
      return ok(undefined);
    }
    link = opened.value;
    enter({ phase: 'connected', world });
    void opened.value.closed.then(() => {
      if (mine !== attempt) return;
      link = null;
      const lost = appError('HELPER_UNAVAILABLE', msg('launch.ended'));
      fail(world, lost);
      retryLater(world, mine);
    });
    return ok(undefined);
  };

  const retryLater = (world: World, mine: number): void => {
    retry = setTimeout(() => {
      void join(world, mine).then((joined) => {
        if (!joined.ok && mine === attempt) retryLater(world, mine);
      });
    }, retryInterval);
    retry.unref();
  };

  return {
    state: () => state,
    snapshot: () => fromFile ?? link?.snapshot() ?? null,
    helper: () => (link === null ? err(unavailable(state)) : ok(link.call)),
    async choose(world, consent) {
      const mine = leave();
      enter({ phase: 'connecting', world });
      const opening = await source.open(world, consent);
      if (mine !== attempt) return;
      if (!opening.ok) {
        fail(world, opening.error);
        return;
      }
      if (opening.value.kind === 'consent') {
        enter({ phase: 'consent', world, command: opening.value.command });
        return;
      }
      const joined = await join(world, mine);
      if (!joined.ok && mine === attempt) fail(world, joined.error);
    },
    show({ file, snapshot, savedAt }) {
      leave();
      fromFile = snapshot;
      enter({ phase: 'file', world: state.world, file, savedAt });
      emit({ type: 'snapshot', snapshot });
    },
    async close() {
      leave();
      await source.stop();
    },
  };
}

function unavailable(state: WorldState): AppError {
  if (state.phase === 'file') {
    return appError('UNSUPPORTED', msg('file.readOnly'));
  }
  return state.phase === 'failed'
    ? state.error
    : appError('HELPER_UNAVAILABLE', msg('launch.notYet'));
}
