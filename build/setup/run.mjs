// @ts-check
import { spawn, spawnSync } from 'node:child_process';

/** A set-up step that cannot go on; its message says what the user can do. */
export class SetupError extends Error {}

/**
 * Prints one line of progress. Set-up speaks on stderr, so that a command's own output stays clean.
 *
 * @param {string} text
 */
export function progress(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/**
 * Runs a program and gives what it printed on stdout.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {{ status: number | null, stdout: string }} status null when it could not be started
 */
export function capture(program, args) {
  const done = spawnSync(program, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, LC_ALL: 'C' },
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: done.status, stdout: done.stdout ?? '' };
}

/** @type {Readonly<Record<'all' | 'complaints' | 'nothing', import('node:child_process').StdioOptions>>} */
const shown = {
  all: ['ignore', 2, 2],
  complaints: ['ignore', 'ignore', 2],
  nothing: 'ignore',
};

/**
 * Runs a program whose complaints the user sees, and what it prints too: all on stderr.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeout?: number, show?: 'all' | 'complaints' | 'nothing' }} [options] timeout in milliseconds
 * @returns {Promise<number | null>} its exit code; null when it could not be started or was ended
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: shown[options.show ?? 'all'],
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => {
      resolve(null);
    });
    child.once('exit', resolve);
  });
}
