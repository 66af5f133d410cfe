import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { NodeRuntime } from './node-runtime';

export interface ComputerOptions {
  readonly socket: string;
  /** The helper's bundle, a JavaScript file. */
  readonly helperBundle: string;
  /** The user who may use the helper. */
  readonly owner: number;
}

/** Characters without a special meaning in any shell, inside double quotes or outside. */
const plainPath = /^\/[A-Za-z0-9_./@+-]+$/;

/** The arguments that start this computer's helper, after the program's own path. */
export function computerArgs(options: ComputerOptions): readonly string[] {
  return [
    options.helperBundle,
    'helper',
    '--socket',
    options.socket,
    '--owner',
    String(options.owner),
    '--until-stdin-ends',
  ];
}

/**
 * The command line that is run as root. Elevation tools take a shell line, so no word of it may
 * have characters that a shell interprets, and no user input is ever part of it. env(1) sets the
 * variables and drops all others, whatever the elevation tool keeps of the user's environment.
 *
 * @returns UNSUPPORTED when a path has any other character
 */
export function elevationCommand(node: NodeRuntime, options: ComputerOptions): Result<string> {
  const paths = [node.path, options.helperBundle, options.socket];
  const odd = paths.find((path) => !plainPath.test(path));
  if (odd !== undefined || !Number.isInteger(options.owner)) {
    return err(appError('UNSUPPORTED', msg('launch.oddPath', { path: String(odd) })));
  }
  const variables = Object.entries(node.env).map(([name, value]) => `${name}=${value}`);
  return ok(['/usr/bin/env', '-i', ...variables, node.path, ...computerArgs(options)].join(' '));
}
