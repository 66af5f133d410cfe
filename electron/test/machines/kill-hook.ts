import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('hooks/kill-at.cjs', import.meta.url));

/**
 * Returns the environment in which a helper kills itself at one of its changes.
 *
 * @param at `before:3` or `after:3`: just before or after the third change
 */
export const killAt = (at: string): Readonly<Record<string, string>> => ({
  NODE_OPTIONS: `--require=${hook}`,
  PORTOLAN_TEST_KILL_AT: at,
});

const throwing = fileURLToPath(new URL('hooks/throw-on-signal.cjs', import.meta.url));

/** The environment in which SIGUSR2 and SIGWINCH make a helper throw where no code expects it. */
export const throwOnSignal: Readonly<Record<string, string>> = {
  NODE_OPTIONS: `--require=${throwing}`,
};
