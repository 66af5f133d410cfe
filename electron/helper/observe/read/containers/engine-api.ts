import { Agent, request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';

/** Time limit for an engine's answer, in milliseconds. */
export const answerLimit = 2_000;
/** Maximum number of concurrent requests to one engine. */
const concurrency = 8;
const maxAnswer = 64 * 1024 * 1024;

/**
 * Why there is no answer: no engine listens on the socket, the object does not exist, or the engine
 * fails.
 */
export type EngineFailure =
  | { readonly kind: 'absent' }
  | { readonly kind: 'not-found' }
  | { readonly kind: 'failing'; readonly reason: Text };

/** A followed stream of an engine's events. */
export interface EngineEventStream {
  stop(): void;
}

/** The few requests of the Docker Engine API that Portolan needs, over a unix socket. */
export class EngineApi {
  readonly socket: string;
  readonly #agent = new Agent({ keepAlive: false, maxSockets: concurrency });

  constructor(socket: string) {
    this.socket = socket;
  }

  /** Requests a JSON document. A status other than 200 is a failure. */
  get(path: string): Promise<Result<unknown, EngineFailure>> {
    const signal = AbortSignal.timeout(answerLimit);
    return new Promise((resolve) => {
      const asked = request({ ...this.#target(path), agent: this.#agent, signal }, (answer) => {
        resolve(readAnswer(answer));
      });
      asked.on('error', (error) => {
        resolve(err(failureOf(error)));
      });
      asked.end();
    });
  }

  /**
   * Follows a stream of lines, such as `/events`.
   *
   * @param onOpen called when the engine begins to answer
   * @param onEnd called once when the stream ended or did not open
   */
  follow(
    path: string,
    onOpen: () => void,
    onLine: (line: string) => void,
    onEnd: () => void,
  ): EngineEventStream {
    const control = new AbortController();
    let over = false;
    const end = () => {
      clearTimeout(limit);
      control.abort();
      if (!over) onEnd();
      over = true;
    };
    const limit = setTimeout(end, answerLimit);
    const asked = request(
      { ...this.#target(path), agent: false, signal: control.signal },
      (answer) => {
        clearTimeout(limit);
        answer.on('error', end).once('close', end);
        if (answer.statusCode !== 200) {
          end();
          return;
        }
        onOpen();
        // The line reader repeats the errors of its input.
        createInterface({ input: answer }).on('line', onLine).on('error', end);
      },
    );
    asked.on('error', end);
    asked.end();
    return {
      stop() {
        over = true;
        end();
      },
    };
  }

  #target(path: string) {
    return { socketPath: this.socket, path, headers: { Host: 'localhost' } };
  }
}

async function readAnswer(answer: IncomingMessage): Promise<Result<unknown, EngineFailure>> {
  try {
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxAnswer) return err({ kind: 'failing', reason: msg('stale.engineTooLong') });
    }
    if (answer.statusCode === 404) return err({ kind: 'not-found' });
    if (answer.statusCode !== 200) {
      return err({
        kind: 'failing',
        reason: msg('stale.engineStatus', { status: String(answer.statusCode) }),
      });
    }
    return ok(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  } catch (error) {
    return err(failureOf(error instanceof Error ? error : new Error(String(error))));
  }
}

function failureOf(error: NodeJS.ErrnoException): EngineFailure {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return { kind: 'absent' };
  const late = error.name === 'AbortError' || error.name === 'TimeoutError';
  const reason = late ? msg('stale.engineLate', { seconds: answerLimit / 1000 }) : error.message;
  return { kind: 'failing', reason };
}
