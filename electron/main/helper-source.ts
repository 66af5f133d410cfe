import { connectHelper } from '#transport/helper-connection';
import { defaultHelperSocket, labSocket } from '#transport/paths';
import { isRoot, launchComputer, previewCommand } from '#elevation/launch-computer';
import { launchLab } from '#elevation/launch-lab';
import type { LaunchedHelper } from '#elevation/launched-helper';
import type { World } from '#shared/model/status';
import { err, ok, type Result } from '#shared/result/result';

/** Whether a helper answers, or needs the user's consent first. */
export type Opening =
  { readonly kind: 'answers' } | { readonly kind: 'consent'; readonly command: string };

export interface HelperSource {
  socketOf(world: World): string;
  /**
   * Makes sure that a helper answers on the world's socket: a running one, or a new one.
   *
   * @param consent whether the user agreed to start a helper as root
   * @returns `consent` when the user has to see first what will be run; the errors of the launchers
   */
  open(world: World, consent: boolean): Promise<Result<Opening>>;
  /** Ends every helper that this process started. */
  stop(): Promise<void>;
}

export function helperSource(env: NodeJS.ProcessEnv, helperBundle: string): HelperSource {
  const launched: LaunchedHelper[] = [];
  const openings = new Map<World, Promise<Result<Opening>>>();
  const socketOf = (world: World): string =>
    world === 'lab' ? labSocket(env) : (env['PORTOLAN_HELPER_SOCKET'] ?? defaultHelperSocket);

  const keep = (result: Result<LaunchedHelper>): Result<Opening> => {
    if (!result.ok) return result;
    launched.push(result.value);
    return ok({ kind: 'answers' });
  };

  const openLab = async (): Promise<Result<Opening>> => {
    const socket = socketOf('lab');
    if (await answers(socket)) return ok({ kind: 'answers' });
    return keep(await launchLab({ socket, helperBundle, lifetime: 'bound' }));
  };

  const openComputer = async (consent: boolean): Promise<Result<Opening>> => {
    const options = {
      socket: socketOf('computer'),
      helperBundle,
      owner: process.getuid?.() ?? 0,
    };
    const connection = await connectHelper(options.socket);
    if (connection.ok) {
      connection.value.close();
      return ok({ kind: 'answers' });
    }
    if (connection.error.code !== 'HELPER_UNAVAILABLE') return err(connection.error);
    if (isRoot() || consent) return keep(await launchComputer(options));
    const command = previewCommand(options);
    return command.ok ? ok({ kind: 'consent', command: command.value }) : command;
  };

  return {
    socketOf,
    async open(world, consent) {
      const earlier = openings.get(world);
      if (earlier !== undefined) return earlier;
      const started = world === 'lab' ? openLab() : openComputer(consent);
      openings.set(world, started);
      return started.finally(() => openings.delete(world));
    },
    async stop() {
      await Promise.allSettled(openings.values());
      await Promise.all(launched.map((helper) => helper.stop()));
    },
  };
}

/** Whether a helper of the same protocol listens on a socket. */
async function answers(socket: string): Promise<boolean> {
  const connection = await connectHelper(socket);
  if (connection.ok) connection.value.close();
  return connection.ok;
}
