// @ts-check
import { spawn, spawnSync } from 'node:child_process';

/** A failed step of the set-up; its message says what the user can do. */
export class SetupError extends Error {}

/**
 * Prints one line of progress. The set-up writes to stderr, so that a command's own output stays
 * clean.
 *
 * @param {string} text
 */
export function progress(text) {
  process.stderr.write(`setup: ${text}\n`);
}

/**
 * Runs a program and returns its stdout.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {{ status: number | null, stdout: string }} status is null when it could not be started
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

/** What is shown of a program's output, always on stderr. */
const shown = /** @type {const} */ ({
  all: ['ignore', 2, 2],
  errors: ['ignore', 'ignore', 2],
  nothing: ['ignore', 'ignore', 'ignore'],
});

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] added to this process's own
 * @property {number} [timeout] in milliseconds
 * @property {keyof typeof shown} [show] default `all`
 */

/**
 * Runs a program.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<number | null>} its exit code; null when it could not be started or was killed
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: [...shown[options.show ?? 'all']],
      timeout: options.timeout,
      killSignal: 'SIGKILL',
    });
    child.once('error', () => {
      resolve(null);
    });
    child.once('exit', resolve);
  });
}

/**
 * Runs a program that must succeed, and shows its errors.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {RunOptions} options
 * @throws {SetupError} when it fails
 */
export async function must(program, args, options) {
  const code = await run(program, args, { show: 'errors', ...options });
  if (code !== 0) throw new SetupError(`${program} ${args.join(' ')} failed (${String(code)}).`);
}
