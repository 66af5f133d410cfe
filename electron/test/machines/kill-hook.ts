import { fileURLToPath } from 'node:url';

const hook = fileURLToPath(new URL('hooks/kill-at.cjs', import.meta.url));

/**
 * Returns the script that runs a helper and kills it at one of its changes.
 *
 * @param at `before:3` or `after:3`: just before or after the third change
 */
export const killAt = (at: string): readonly string[] => [hook, at];

const throwing = fileURLToPath(new URL('hooks/throw-on-signal.cjs', import.meta.url));

/** The script with which SIGUSR2 and SIGWINCH make a helper throw where no code expects it. */
export const throwOnSignal: readonly string[] = [throwing];
