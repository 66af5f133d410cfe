import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { startNode, type NodeProgram, type ProgramPlace } from '../system/node-program';
import { ask, type Asked } from './ask';
import { proberOutputSchema, type Answer, type Question } from './question';

/** A place from which ways in are asked. One set of questions is open at a time. */
export interface Vantage {
  ask(questions: readonly Question[]): Promise<readonly Answer[]>;
  /** Ends the connections that were made. */
  release(): void;
  close(): Promise<void>;
}

/** The host's own namespace: asked from this process. */
export class HostVantage implements Vantage {
  #open: Asked | null = null;

  async ask(questions: readonly Question[]): Promise<readonly Answer[]> {
    this.release();
    this.#open = await ask(questions);
    return this.#open.answers;
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

/** How long a prober may take to start, and to answer beyond what the questions themselves may take. */
const startLimit = 5_000;
const answerLimit = 5_000;

/** A namespace in which a prober runs. */
export class NamespaceVantage implements Vantage {
  readonly #program: NodeProgram;
  /** What is taken away beside the prober. */
  onClose: () => Promise<unknown> = () => Promise.resolve();

  private constructor(program: NodeProgram) {
    this.#program = program;
  }

  /**
   * Starts a prober in a namespace and waits until it is there.
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

  /** Of the prober: its namespace is reached by it. */
  get pid(): number {
    return this.#program.pid;
  }

  async ask(questions: readonly Question[]): Promise<readonly Answer[]> {
    if (questions.length === 0) return [];
    this.#program.send({ type: 'ask', questions });
    const line = await this.#program.next(answerLimit);
    if (line === null) return [];
    const output = proberOutputSchema.safeParse(JSON.parse(line));
    return output.data?.type === 'answers' ? output.data.answers : [];
  }

  release(): void {
    this.#program.send({ type: 'release' });
  }

  async close(): Promise<void> {
    this.#program.stop();
    await this.onClose();
  }
}
