import { spawn, type ChildProcess, type StdioOptions } from 'node:child_process';
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
 * here.
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
  return spawn(path, args, { env: { ...environment, ...env }, stdio, detached });
}
