import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { programPath } from './programs';

/** Where a program is started: in a network namespace given by its file, or in a new one that ends with it. */
export type ProgramPlace =
  { readonly kind: 'namespace'; readonly path: string } | { readonly kind: 'new' };

/** A Node program at work somewhere, which reads and writes one JSON document a line. */
export interface NodeProgram {
  readonly pid: number;
  send(message: object): void;
  /** The next line that it prints; null when it has ended or says nothing for `limit` milliseconds. */
  next(limit: number): Promise<string | null>;
  /** Ends it, and with it a namespace that was made for it. */
  stop(): void;
}

/**
 * Starts a part of this very helper in a network namespace, by this very Node (or Electron's). It sees the host's
 * files, so nothing need be installed in a container. It ends when its standard input ends: with {@link
 * NodeProgram.stop}, and with the helper, however that ends.
 *
 * @param script absolute path of the helper's program
 */
export function startNode(
  place: ProgramPlace,
  script: string,
  args: readonly string[],
): Result<NodeProgram> {
  const name = place.kind === 'new' ? 'unshare' : 'nsenter';
  const program = programPath(name);
  if (program === null) {
    return err(
      appError('UNSUPPORTED', msg('error.notInstalled', { program: name }), { program: name }),
    );
  }
  const enter = place.kind === 'new' ? ['--net'] : [`--net=${place.path}`];
  const child = spawn(program, [...enter, '--', process.execPath, script, ...args], {
    env: { ELECTRON_RUN_AS_NODE: '1', PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return ok(new LineProgram(child));
}

class LineProgram implements NodeProgram {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #waiting: ((line: string | null) => void) | null = null;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    child.once('error', () => {
      this.#end();
    });
    child.once('close', () => {
      this.#end();
    });
    if (child.stdout !== null) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        if (this.#waiting === null) this.#lines.push(line);
        else this.#waiting(line);
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  send(message: object): void {
    this.#child.stdin?.write(`${JSON.stringify(message)}\n`);
  }

  next(limit: number): Promise<string | null> {
    const line = this.#lines.shift();
    if (line !== undefined || this.#ended) return Promise.resolve(line ?? null);
    return new Promise((resolve) => {
      const settle = (value: string | null) => {
        clearTimeout(timer);
        this.#waiting = null;
        resolve(value);
      };
      const timer = setTimeout(() => {
        settle(null);
      }, limit);
      this.#waiting = settle;
    });
  }

  stop(): void {
    this.#child.kill('SIGKILL');
  }

  #end(): void {
    this.#ended = true;
    this.#waiting?.(null);
  }
}
