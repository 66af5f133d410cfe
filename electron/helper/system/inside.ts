import { boundingOptions, rightsOf } from './program-rights';
import type { ProgramName } from './programs';
import { canLimit } from './spawn-program';

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

/**
 * Like {@link inNamespace}, for a program that keeps running: it does not keep the capabilities that
 * entering the namespace takes.
 */
export function inNamespaceForLong(
  namespacePath: string | null,
  name: ProgramName,
  args: readonly string[],
): Invocation {
  return namespacePath !== null && canLimit()
    ? inNamespace(namespacePath, 'setpriv', [
        ...boundingOptions(rightsOf(name, args)),
        '--',
        name,
        ...args,
      ])
    : inNamespace(namespacePath, name, args);
}
