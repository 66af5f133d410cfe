import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';
import { programPath, type ProgramName } from './programs';
import { spawnProgram } from './spawn-program';
import { whenEnded } from './when-ended';

export interface RunOptions {
  /** The program's standard input. */
  readonly input?: string;
  /** Milliseconds until the program is killed and TIMED_OUT is returned. */
  readonly timeout?: number;
  /** Limit of its standard output, in bytes; {@link smallOutput} when absent. */
  readonly maxOutput?: number;
  /** An open file that the program inherits as its descriptor 3. */
  readonly inherited?: number;
  /** Exit codes that are no failure; only 0 when absent. */
  readonly expectedExit?: readonly number[];
}

export interface RunOutput {
  readonly exitCode: number;
  readonly stdout: string;
}

const mebibyte = 1024 * 1024;
const defaultTimeout = 10_000;

/** For programs that print a few lines, in bytes. */
export const smallOutput = 4 * mebibyte;
/**
 * For whole rulesets, routing tables and connection tables, in bytes: some 600,000 iptables rules,
 * 400,000 routes or 300,000 connections.
 */
export const largeOutput = 64 * mebibyte;
/** How much of a program's standard error is kept, in bytes. The rest is read and dropped. */
const keptComplaint = 64 * 1024;

/**
 * Runs a system program to its end. A process that the program left behind with its output open is
 * not waited for.
 *
 * @returns its exit code and standard output; UNSUPPORTED when it is not installed, TIMED_OUT, or
 *   COMMAND_FAILED with argv, exit code and standard error, also when it prints too much
 */
export function run(
  name: ProgramName,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result<RunOutput>> {
  const child = spawnProgram(name, args, {
    stdio: ['pipe', 'pipe', 'pipe', options.inherited ?? 'ignore'],
  });
  if (child === null) {
    return Promise.resolve(
      err(appError('UNSUPPORTED', msg('error.notInstalled', { program: name }), { program: name })),
    );
  }
  const { timeout = defaultTimeout, maxOutput = smallOutput, expectedExit = [0] } = options;
  const argv = [programPath(name) ?? name, ...args];
  return new Promise((resolve) => {
    const { stdin, stdout, stderr } = pipesOf(child);
    let stopped: 'late' | 'too-long' | null = null;
    const stop = (why: typeof stopped) => {
      stopped ??= why;
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => {
      stop('late');
    }, timeout);
    const output = collect(stdout, maxOutput, () => {
      stop('too-long');
    });
    const complaint = collect(stderr, keptComplaint);
    whenEnded(child, ({ exitCode, error }) => {
      clearTimeout(timer);
      if (error !== undefined) {
        resolve(err(commandFailed(argv, null, error.message)));
      } else if (stopped === 'late') {
        const late = { command: argv.join(' '), seconds: timeout / 1000 };
        resolve(err(appError('TIMED_OUT', msg('error.commandLate', late), { argv })));
      } else if (stopped === 'too-long') {
        const reason = msg('error.outputTooLong', { mebibytes: maxOutput / mebibyte });
        resolve(err(commandFailed(argv, exitCode, complaint(), reason)));
      } else if (exitCode !== null && expectedExit.includes(exitCode)) {
        resolve(ok({ exitCode, stdout: output() }));
      } else {
        resolve(err(commandFailed(argv, exitCode, complaint())));
      }
    });
    // The exit code reports a program that ends without reading its input.
    stdin.on('error', () => undefined);
    stdin.end(options.input ?? '');
  });
}

function pipesOf({ stdin, stdout, stderr }: ChildProcess) {
  if (stdin === null || stdout === null || stderr === null) throw new Error('a pipe is missing');
  return { stdin, stdout, stderr };
}

/**
 * Collects the beginning of a stream, and reads the rest without keeping it.
 *
 * @param limit in bytes
 * @param onExceeded called once when the stream is longer
 */
function collect(
  stream: Readable,
  limit: number,
  onExceeded: () => void = () => undefined,
): () => string {
  const chunks: Buffer[] = [];
  let left = limit;
  stream.on('data', (chunk: Buffer) => {
    if (left < 0) return;
    if (left > 0) chunks.push(chunk.subarray(0, left));
    left -= chunk.length;
    if (left < 0) onExceeded();
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function commandFailed(
  argv: readonly string[],
  exitCode: number | null,
  stderr: string,
  why?: Text,
): AppError {
  const complaint = stderr.trim();
  const reason =
    why ?? (complaint === '' ? msg('error.exitCode', { code: String(exitCode) }) : complaint);
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', { command: argv.join(' '), reason }),
    details: { argv: [...argv], exitCode, stderr },
  };
}
