import { spawn } from 'node:child_process';
import { programPath } from './programs';

/**
 * Starts a Node program inside a network namespace and leaves it running; it ends with the helper's process
 * namespace. Only the lab uses this.
 *
 * @param script absolute path of the program, run by this very Node (or Electron's)
 */
export function startNodeIn(namespacePath: string, script: string, args: readonly string[]): void {
  const nsenter = programPath('nsenter');
  if (nsenter === null) throw new Error('nsenter is not installed');
  spawn(nsenter, [`--net=${namespacePath}`, '--', process.execPath, script, ...args], {
    env: { ELECTRON_RUN_AS_NODE: '1', PATH: '/usr/bin:/bin' },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}
