import type { Command } from 'commander';
import type { InEnglish } from '#shared/messages/english';
import type { Result } from '#shared/result/result';
import { report } from './output';

/** The options of every command. */
export interface CommonOptions {
  readonly socket: string;
  readonly json?: true;
}

/** Adds a command with the common options, to the program unless another parent is passed. */
export type AddCommand = (usage: string, description: string, parent?: Command) => Command;

/** Prints a command's result, and sets the exit code. */
export async function show<T>(
  options: CommonOptions,
  pending: Result<T> | Promise<Result<T>>,
  describe: (value: InEnglish<T>) => string,
): Promise<void> {
  process.exitCode = report(await pending, options.json === true, describe);
}
