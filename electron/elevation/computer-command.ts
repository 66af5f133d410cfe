import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { NodeProgram } from './node-runtime';

export interface ComputerOptions {
  readonly socket: string;
  /** The helper's bundle, a JavaScript file. */
  readonly helperBundle: string;
  /** The user who may use the helper. */
  readonly owner: number;
}

/** Characters that no shell gives a meaning to, within double quotes or without. */
const plainPath = /^\/[A-Za-z0-9_./@+-]+$/;

/** The arguments with which the helper of this computer is started, after the program's own path. */
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
 * The line that is run as root. The elevation tools take a shell's line, so every word in it must be free of
 * what a shell would act on; nothing that a user typed is ever part of it. env(1) carries the variables, since
 * pkexec drops the environment.
 *
 * @returns UNSUPPORTED when a path holds any other character
 */
export function elevationCommand(node: NodeProgram, options: ComputerOptions): Result<string> {
  const paths = [node.path, options.helperBundle, options.socket];
  const odd = paths.find((path) => !plainPath.test(path));
  if (odd !== undefined || !Number.isInteger(options.owner)) {
    return err(appError('UNSUPPORTED', msg('launch.oddPath', { path: String(odd) })));
  }
  const variables = Object.entries(node.env).map(([name, value]) => `${name}=${value}`);
  return ok(['/usr/bin/env', ...variables, node.path, ...computerArgs(options)].join(' '));
}
