import { Worker } from 'node:worker_threads';
import type { Flow, FlowStatus } from '#shared/model/flow';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';
import type { RelayedEnds } from '../proxy/relayed-ends';
import type { FlowFacts } from './join/flow-facts';
import type { FollowerSettings, FromFollower, ToFollower } from './run/messages';

export type FlowChanges = Extract<FromFollower, { type: 'changes' }>;

export interface FlowList {
  readonly flows: readonly Flow[];
  readonly status: FlowStatus;
  /** Number of flows left out of the list. */
  readonly omitted: number;
}

/** A table of 250,000 flows, the kernel's usual limit, takes about 200 MB. */
const resourceLimits = { maxOldGenerationSizeMb: 1024, maxYoungGenerationSizeMb: 32 } as const;
/** Time for a thread to end its programs, in milliseconds. */
const stopGrace = 2_000;

/** The thread that follows the flows of one namespace. */
export class FlowSession {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, (list: Result<FlowList>) => void>();
  #requests = 0;
  #failure: AppError | null = null;

  /**
   * @param script the program that the thread runs; it detects that it runs in a thread
   * @param onEnd called when the thread ends without {@link close}
   */
  constructor(
    script: string,
    settings: FollowerSettings,
    onChanges: (changes: FlowChanges) => void,
    onEnd: (error: AppError) => void,
  ) {
    this.#worker = new Worker(script, { workerData: settings, resourceLimits });
    this.#worker.on('message', (message: FromFollower) => {
      if (message.type === 'changes') onChanges(message);
      else if (message.type === 'list') {
        const { flows, status, omitted } = message;
        this.#answer(message.request, ok({ flows, status, omitted }));
      }
    });
    const end = (reason: Text) => {
      if (this.#failure !== null) return;
      this.#failure = appError('UNSUPPORTED', msg('follow.endedBecause', { reason }));
      for (const request of [...this.#waiting.keys()]) this.#answer(request, err(this.#failure));
      onEnd(this.#failure);
    };
    this.#worker.once('error', (error) => {
      end(error instanceof Error ? error.message : String(error));
    });
    this.#worker.once('exit', () => {
      end(msg('follow.threadEnded'));
    });
  }

  /** Returns the current flows once the table is complete. */
  list(): Promise<Result<FlowList>> {
    if (this.#failure !== null) return Promise.resolve(err(this.#failure));
    const request = (this.#requests += 1);
    return new Promise((resolve) => {
      this.#waiting.set(request, resolve);
      this.#post({ type: 'list', request });
    });
  }

  /** Replaces the facts that flows are joined with. */
  setFacts(facts: FlowFacts): void {
    this.#post({ type: 'facts', facts });
  }

  /** Adds relayed connections, whose two flows belong together. */
  addLinks(links: readonly RelayedEnds[]): void {
    this.#post({ type: 'links', links });
  }

  /** Ends the thread and the programs that it started. */
  async close(): Promise<void> {
    this.#failure ??= appError('UNSUPPORTED', msg('follow.ended'));
    const ended = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#post({ type: 'stop' });
    const timer = setTimeout(() => void this.#worker.terminate(), stopGrace);
    await ended;
    clearTimeout(timer);
  }

  #post(message: ToFollower): void {
    this.#worker.postMessage(message);
  }

  #answer(request: number, list: Result<FlowList>): void {
    this.#waiting.get(request)?.(list);
    this.#waiting.delete(request);
  }
}
