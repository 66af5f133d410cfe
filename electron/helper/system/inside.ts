import { programPath, type ProgramName } from './programs';

/** A program with its arguments, as {@link run} and {@link follow} take them. */
export type Invocation = readonly [ProgramName, readonly string[]];

/**
 * What runs a program inside a network namespace.
 *
 * @param namespacePath a file that stands for it; null for the helper's own
 */
export function inside(
  namespacePath: string | null,
  name: ProgramName,
  args: readonly string[],
): Invocation {
  return namespacePath === null
    ? [name, args]
    : ['nsenter', [`--net=${namespacePath}`, '--', name, ...args]];
}

/**
 * The same for a program that must not outlive the helper, however that ends: the kernel kills it then (prctl(2),
 * PR_SET_PDEATHSIG). Where setpriv(1) is missing, the program ends when it finds nobody at the other end.
 */
export function insideUntilDeath(
  namespacePath: string | null,
  name: ProgramName,
  args: readonly string[],
): Invocation {
  return programPath('setpriv') === null
    ? inside(namespacePath, name, args)
    : inside(namespacePath, 'setpriv', ['--pdeathsig', 'KILL', '--', name, ...args]);
}
