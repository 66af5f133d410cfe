import { spawn, type ChildProcess } from 'node:child_process';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { programPath, type ProgramName } from './programs';

export interface RunOptions {
  /** What the program reads from its standard input. */
  readonly input?: string;
  /** After this many milliseconds the program is killed and TIMED_OUT is returned. */
  readonly timeout?: number;
  /** An open file that the program inherits as its file 3. */
  readonly inherited?: number;
  /** Exit codes that are an answer and not a failure; 0 when not given. */
  readonly expectedExit?: readonly number[];
}

export interface Output {
  readonly exitCode: number;
  readonly stdout: string;
}

const defaultTimeout = 10_000;
const maxOutput = 256 * 1024 * 1024;

/** The whole environment of a program: nothing of the helper's own is passed on. */
export const cleanEnvironment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' } as const;

/**
 * Runs a system program to its end, without a shell.
 *
 * @returns its exit code and standard output; UNSUPPORTED when it is not installed, TIMED_OUT, or
 *   COMMAND_FAILED with argv, exit code and standard error
 */
export function run(
  name: ProgramName,
  args: readonly string[],
  options: RunOptions = {},
): Promise<Result<Output>> {
  const path = programPath(name);
  if (path === null) {
    return Promise.resolve(
      err(appError('UNSUPPORTED', msg('error.notInstalled', { program: name }), { program: name })),
    );
  }
  const timeout = options.timeout ?? defaultTimeout;
  const argv = [path, ...args];
  return new Promise((resolve) => {
    const child = spawn(path, args, {
      env: cleanEnvironment,
      stdio: ['pipe', 'pipe', 'pipe', options.inherited ?? 'ignore'],
    });
    if (child.stdin === null || child.stdout === null || child.stderr === null) {
      throw new Error('a pipe is missing');
    }
    const stdout = collect(child, child.stdout);
    const stderr = collect(child, child.stderr);
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
    // A program that ends without reading its input is told by its exit code.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}

function collect(child: ChildProcess, stream: NodeJS.ReadableStream): () => string {
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
  const said = stderr.trim();
  const reason = said === '' ? msg('error.exitCode', { code: String(exitCode) }) : said;
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', { command: argv.join(' '), reason }),
    details: { argv: [...argv], exitCode, stderr },
  };
}
