import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { startNode, type NodeProgram, type ProgramPlace } from '../system/node-program';
import { proberOutputSchema, type Attempt, type AttemptResult } from './attempt';
import { connectAll, type OpenAttempts } from './connect-all';

/** A place to connect from. Connections of one set of attempts are open at a time. */
export interface Vantage {
  connect(attempts: readonly Attempt[]): Promise<readonly AttemptResult[]>;
  /** Closes the connections of the last attempts. */
  release(): void;
  close(): Promise<void>;
}

/** The host's own namespace: this process connects. */
export class HostVantage implements Vantage {
  #open: OpenAttempts | null = null;

  async connect(attempts: readonly Attempt[]): Promise<readonly AttemptResult[]> {
    this.release();
    this.#open = await connectAll(attempts);
    return this.#open.results;
  }

  release(): void {
    this.#open?.release();
    this.#open = null;
  }

  close(): Promise<void> {
    this.release();
    return Promise.resolve();
  }
}

/** How long a prober may take to start, in milliseconds. */
const startLimit = 5_000;
/** How long it may take to run a set of attempts, in milliseconds. */
const resultLimit = 5_000;

/** A namespace in which a prober runs. */
export class NamespaceVantage implements Vantage {
  readonly #program: NodeProgram;
  /** Removes what else belongs to the namespace. */
  onClose: () => Promise<unknown> = () => Promise.resolve();

  private constructor(program: NodeProgram) {
    this.#program = program;
  }

  /**
   * Starts a prober in a namespace and waits until it is ready.
   *
   * @param script the helper's own program, which holds the prober
   */
  static async start(place: ProgramPlace, script: string): Promise<Result<NamespaceVantage>> {
    const started = startNode(place, script, ['probe']);
    if (!started.ok) return started;
    const line = await started.value.next(startLimit);
    if (line !== null) return ok(new NamespaceVantage(started.value));
    started.value.stop();
    return err(appError('TIMED_OUT', msg('note.noTestClient')));
  }

  /** Process id of the prober, through which its namespace can be entered. */
  get pid(): number {
    return this.#program.pid;
  }

  async connect(attempts: readonly Attempt[]): Promise<readonly AttemptResult[]> {
    if (attempts.length === 0) return [];
    this.#program.send({ type: 'connect', attempts });
    const line = await this.#program.next(resultLimit);
    if (line === null) return [];
    const output = proberOutputSchema.safeParse(JSON.parse(line));
    return output.data?.type === 'results' ? output.data.results : [];
  }

  release(): void {
    this.#program.send({ type: 'release' });
  }

  async close(): Promise<void> {
    this.#program.stop();
    await this.onClose();
  }
}
