import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
import type { Capability } from './capabilities';
import { boundingOptions, rightsOf } from './program-rights';
import { programPath, type ProgramName } from './programs';

/** The whole environment of a program; nothing of the helper's own is passed on. */
const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } as const;

export interface SpawnOptions {
  readonly stdio: StdioOptions;
  /** Variables on top of the clean environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Starts the program in a session of its own. */
  readonly detached?: boolean;
}

/**
 * Starts a system program by its absolute path, without a shell. All programs of the helper start
 * here. None outlives the helper, however it ends: the kernel kills them then. Each has only the
 * capabilities that it needs.
 *
 * @returns null when the program is not installed
 */
export function spawnProgram(
  name: ProgramName,
  args: readonly string[],
  { stdio, env, detached }: SpawnOptions,
): ChildProcess | null {
  const path = programPath(name);
  if (path === null) return null;
  const [program = path, ...words] = [...launcher(rightsOf(name, args)), path, ...args];
  return spawn(program, words, { env: { ...environment, ...env }, stdio, detached });
}

/**
 * The words before a command line whose program the kernel kills when the thread that started it
 * ends (prctl(2), PR_SET_PDEATHSIG), and that has no other capabilities than these. The program
 * replaces setpriv(1), so it has the id of the process that was started. Without a setpriv that can
 * do this, a program ends when it finds its pipes closed.
 */
function launcher(rights: readonly Capability[]): readonly string[] {
  if (!canEnd()) return [];
  const bounding = canLimit() ? boundingOptions(rights) : [];
  return [programPath('setpriv') ?? '', ...untilDeath, ...bounding, '--'];
}

const untilDeath = ['--pdeathsig', 'KILL'];
const canEnd = once(() => works(untilDeath));
/** Whether programs can be started with fewer capabilities, for which the helper needs one itself. */
export const canLimit = once(() => works(boundingOptions(['NET_ADMIN'])));

/** Whether setpriv(1) is installed and knows these options. */
function works(options: readonly string[]): boolean {
  const setpriv = programPath('setpriv');
  if (setpriv === null) return false;
  const tried = spawnSync(setpriv, [...options, '--', setpriv, '--version'], {
    env: environment,
    stdio: 'ignore',
    timeout: 5_000,
  });
  return tried.status === 0;
}

function once(task: () => boolean): () => boolean {
  let result: boolean | null = null;
  return () => (result ??= task());
}
