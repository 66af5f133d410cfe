import type { ChildProcess } from 'node:child_process';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { ProgramName } from './programs';
import { spawnProgram } from './spawn-program';

export interface RunOptions {
  /** The program's standard input. */
  readonly input?: string;
  /** Milliseconds until the program is killed and TIMED_OUT is returned. */
  readonly timeout?: number;
  /** Bytes of standard output after which the program is killed. */
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

const defaultTimeout = 10_000;
const defaultMaxOutput = 256 * 1024 * 1024;

/**
 * Runs a system program to its end.
 *
 * @returns its exit code and standard output; UNSUPPORTED when it is not installed, TIMED_OUT, or
 *   COMMAND_FAILED with argv, exit code and standard error
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
  const timeout = options.timeout ?? defaultTimeout;
  const argv = [child.spawnfile, ...args];
  return new Promise((resolve) => {
    if (child.stdin === null || child.stdout === null || child.stderr === null) {
      throw new Error('a pipe is missing');
    }
    const maxOutput = options.maxOutput ?? defaultMaxOutput;
    const stdout = collect(child, child.stdout, maxOutput);
    const stderr = collect(child, child.stderr, maxOutput);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      child.kill('SIGKILL');
    }, timeout);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve(err(commandFailed(argv, null, error.message)));
    });
    child.on('close', (exitCode) => {
      clearTimeout(timer);
      if (timedOut) {
        const late = { command: argv.join(' '), seconds: timeout / 1000 };
        resolve(err(appError('TIMED_OUT', msg('error.commandLate', late), { argv })));
      } else if (exitCode !== null && (options.expectedExit ?? [0]).includes(exitCode)) {
        resolve(ok({ exitCode, stdout: stdout() }));
      } else {
        resolve(err(commandFailed(argv, exitCode, stderr())));
      }
    });
    // The exit code reports a program that ends without reading its input.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function collect(
  child: ChildProcess,
  stream: NodeJS.ReadableStream,
  maxOutput: number,
): () => string {
  const chunks: Buffer[] = [];
  let size = 0;
  stream.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    size += chunk.length;
    if (size > maxOutput) child.kill('SIGKILL');
  });
  return () => Buffer.concat(chunks).toString('utf8');
}

function commandFailed(argv: readonly string[], exitCode: number | null, stderr: string): AppError {
  const complaint = stderr.trim();
  const reason = complaint === '' ? msg('error.exitCode', { code: String(exitCode) }) : complaint;
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', { command: argv.join(' '), reason }),
    details: { argv: [...argv], exitCode, stderr },
  };
}
