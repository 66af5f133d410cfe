import { spawn, spawnSync, type ChildProcess, type StdioOptions } from 'node:child_process';
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
 * here. None outlives the helper, however it ends: the kernel kills them then.
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
  const [program = path, ...words] = [...untilDeath(), path, ...args];
  return spawn(program, words, { env: { ...environment, ...env }, stdio, detached });
}

let boundBy: readonly string[] | undefined;

/**
 * The words before a command line whose program the kernel kills when the thread that started it
 * ends (prctl(2), PR_SET_PDEATHSIG). The program replaces setpriv(1), so it has the id of the
 * process that was started. Without a setpriv that can do this, a program ends when it finds its
 * pipes closed.
 */
function untilDeath(): readonly string[] {
  if (boundBy !== undefined) return boundBy;
  const setpriv = programPath('setpriv');
  if (setpriv === null) return (boundBy = []);
  const words = ['--pdeathsig', 'KILL', '--'];
  const tried = spawnSync(setpriv, [...words, setpriv, '--version'], {
    env: environment,
    stdio: 'ignore',
    timeout: 5_000,
  });
  return (boundBy = tried.status === 0 ? [setpriv, ...words] : []);
}
