/** Where publications are saved by default. */
export const defaultStateFolder = '/var/lib/portolan';

/** Exit codes of the command line, see build/docs/command-line.md. */
export const exitCodes = { done: 0, failed: 1, usage: 2 } as const;
