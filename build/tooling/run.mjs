// @ts-check
import { spawn } from 'node:child_process';

/**
 * Runs a program in the foreground of this one: it has the terminal, and signals that end this process are
 * passed on to it.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd: string, stdio?: import('node:child_process').StdioOptions, env?: NodeJS.ProcessEnv }} options
 * @returns {Promise<number>} its exit code, 128 when a signal ended it, 127 when it could not be started
 */
export function run(program, args, options) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, ...options.env },
      stdio: options.stdio ?? 'inherit',
    });
    /** @param {NodeJS.Signals} signal */
    const pass = (signal) => {
      child.kill(signal);
    };
    const signals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
    for (const signal of signals) process.on(signal, pass);
    child.once('error', () => {
      resolve(127);
    });
    child.once('exit', (code) => {
      for (const signal of signals) process.off(signal, pass);
      resolve(code ?? 128);
    });
  });
}
