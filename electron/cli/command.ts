import type { Command } from 'commander';
import type { InEnglish } from '#shared/messages/english';
import type { Result } from '#shared/result/result';
import { report } from './output';

/** The options that every command has. */
export interface CommonOptions {
  readonly socket: string;
  readonly json?: true;
}

/** Adds a command with the options that all of them have, to the program unless another parent is given. */
export type AddCommand = (usage: string, description: string, parent?: Command) => Command;

/** Prints what a command came to, and sets the exit code. */
export async function show<T>(
  options: CommonOptions,
  pending: Promise<Result<T>>,
  describe: (value: InEnglish<T>) => string,
): Promise<void> {
  process.exitCode = report(await pending, options.json === true, describe);
}
