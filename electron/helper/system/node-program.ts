import type { ChildProcess } from 'node:child_process';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { textLines } from '../util/text-lines';
import { nsenterArgs } from './inside';
import { boundingOptions } from './program-rights';
import { canLimit, spawnProgram } from './spawn-program';
import { whenEnded } from './when-ended';

/** Where a program starts: in a network namespace, or in a new one that ends with the program. */
export type ProgramPlace =
  { readonly kind: 'namespace'; readonly path: string } | { readonly kind: 'new' };

/** A running Node program that reads and writes one JSON document a line. */
export interface NodeProgram {
  readonly pid: number;
  send(message: object): void;
  /**
   * The next line it prints; null when it ended or prints nothing for `limit` milliseconds. It is
   * ended when it prints more than the helper reads.
   */
  next(limit: number): Promise<string | null>;
  /** Ends the program, and a namespace that was made for it. */
  stop(): void;
}

/** Limits of what such a program prints: of a line, in UTF-16 units, and of unread lines. */
const longestLine = 1024 * 1024;
const mostUnread = 1_000;

/** Lets Electron's binary run as Node. */
const nodeEnvironment = { ELECTRON_RUN_AS_NODE: '1' };

/**
 * Starts a part of this helper in a network namespace, with the Node (or Electron) that runs the
 * helper. It sees the host's files, so a container needs nothing installed. It ends with
 * {@link NodeProgram.stop}, and with the helper, however the helper ends.
 *
 * @param script absolute path of the helper's program
 */
export function startNode(
  place: ProgramPlace,
  script: string,
  args: readonly string[],
): Result<NodeProgram> {
  const name = place.kind === 'new' ? 'unshare' : 'nsenter';
  const command = nodeCommand(script, args);
  const child = spawnProgram(
    name,
    place.kind === 'new' ? ['--net', '--', ...command] : nsenterArgs(place.path, command),
    { env: nodeEnvironment, stdio: ['pipe', 'pipe', 'ignore'] },
  );
  if (child === null) {
    return err(
      appError('UNSUPPORTED', msg('error.notInstalled', { program: name }), { program: name }),
    );
  }
  return ok(new LineProgram(child));
}

/**
 * Starts a Node program in a network namespace and leaves it running; it ends with the helper. Only the lab uses this.
 *
 * @param script absolute path of the program
 * @throws when nsenter is not installed
 */
export function startNodeInBackground(
  namespacePath: string,
  script: string,
  args: readonly string[],
): void {
  const child = spawnProgram('nsenter', nsenterArgs(namespacePath, nodeCommand(script, args)), {
    env: nodeEnvironment,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (child === null) throw new Error('nsenter is not installed');
}

/**
 * Runs a part of the helper without its capabilities. The files may be in a folder that is closed
 * to others.
 */
function nodeCommand(script: string, args: readonly string[]): readonly string[] {
  const command = [process.execPath, script, ...args];
  return canLimit()
    ? ['setpriv', ...boundingOptions(['DAC_READ_SEARCH']), '--', ...command]
    : command;
}

class LineProgram implements NodeProgram {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  #waiting: ((line: string | null) => void) | null = null;
  #ended = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdin?.on('error', () => undefined);
    whenEnded(child, () => {
      this.#end();
    });
    const onTooLong = () => {
      this.stop();
    };
    child.stdout?.on('data', textLines(this.#take, { longest: longestLine, onTooLong }));
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

  readonly #take = (line: string): void => {
    if (this.#waiting !== null) this.#waiting(line);
    else if (this.#lines.length < mostUnread) this.#lines.push(line);
    else this.stop();
  };

  #end(): void {
    this.#ended = true;
    this.#waiting?.(null);
  }
}
