import type { ProgramName } from './programs';

/** A program with its arguments, as `run` and `follow` take them. */
export type Invocation = readonly [ProgramName, readonly string[]];

/**
 * Runs a program inside a network namespace.
 *
 * @param namespacePath the namespace's file; null for the helper's own
 */
export function inNamespace(
  namespacePath: string | null,
  name: ProgramName,
  args: readonly string[],
): Invocation {
  return namespacePath === null
    ? [name, args]
    : ['nsenter', nsenterArgs(namespacePath, [name, ...args])];
}

/** The arguments with which nsenter(1) runs a command line in a network namespace. */
export function nsenterArgs(namespacePath: string, command: readonly string[]): readonly string[] {
  return [`--net=${namespacePath}`, '--', ...command];
}
