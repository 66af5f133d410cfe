import { open, type FileHandle } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import pLimit from 'p-limit';
import { parseBoundedJson } from '#shared/model/bounded-json';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';
import { textLines } from '../../../util/text-lines';
import { FloodLimit } from './flood-limit';

/** Time limit for an engine's answer, in milliseconds. */
export const answerLimit = 2_000;
/** Time limit for all answers of one visit, in milliseconds. */
export const visitLimit = 10_000;
/** Maximum number of concurrent requests to one engine. */
const concurrency = 8;

const mebibyte = 1024 * 1024;
/** Limits of answers, in bytes: of the list of containers, and of all others. */
export const longestList = 16 * mebibyte;
const longestAnswer = mebibyte;
/** Limit of an answer's header, in bytes. */
const longestHeader = 16 * 1024;
/** Limit of one event, in UTF-16 units. It includes a container's labels. */
const longestEvent = mebibyte;

/** A file that is only named, not opened for reading (open(2)); Node has no constant for it. */
const onlyNamed = 0o10000000;

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

/** Some requests to an engine, at most {@link visitLimit} long. */
export interface EngineVisit {
  /** The user who made the engine's socket, and may run another program behind it than an engine. */
  readonly uid: number;
  /**
   * Requests a JSON document. A status other than 200 is a failure.
   *
   * @param limit of the answer, in bytes
   */
  get(path: string, limit?: number): Promise<Result<unknown, EngineFailure>>;
  end(): Promise<void>;
}

/** The few requests of the Docker Engine API that Portolan needs, over a unix socket. */
export class EngineApi {
  readonly socket: string;

  constructor(socket: string) {
    this.socket = socket;
  }

  /**
   * Begins a visit. All its requests go to the same socket, whose owner is known, also when another
   * one is put in its place meanwhile.
   */
  async visit(): Promise<Result<EngineVisit, EngineFailure>> {
    let socket: FileHandle | undefined;
    try {
      const held = await open(this.socket, onlyNamed);
      socket = held;
      const { uid } = await held.stat();
      const limited = pLimit(concurrency);
      const deadline = performance.now() + visitLimit;
      const place = `/proc/self/fd/${String(held.fd)}`;
      return ok({
        uid,
        get: (path, limit = longestAnswer) =>
          limited(() => get(place, path, limit, deadline - performance.now())),
        end: () => held.close(),
      });
    } catch (error) {
      await socket?.close();
      return err(failureOf(error));
    }
  }

  /**
   * Follows a stream of lines, such as `/events`.
   *
   * @param onOpen called when the engine begins to answer
   * @param onEnd called once when the stream ended or did not open, with true when it was cut
   *   because it brought too much
   */
  follow(
    path: string,
    onOpen: () => void,
    onLine: (line: string) => void,
    onEnd: (flooded: boolean) => void,
  ): EngineEventStream {
    const control = new AbortController();
    let over = false;
    const end = (flooded = false) => {
      clearTimeout(limit);
      if (over) return;
      over = true;
      control.abort();
      onEnd(flooded);
    };
    const fail = () => {
      end();
    };
    const limit = setTimeout(fail, answerLimit);
    const asked = request(
      { ...target(this.socket, path), signal: control.signal },
      (answer: IncomingMessage) => {
        clearTimeout(limit);
        answer.on('error', fail).once('close', fail);
        if (answer.statusCode !== 200) {
          end();
          return;
        }
        onOpen();
        const flood = new FloodLimit();
        const onTooLong = () => {
          end(true);
        };
        const push = textLines(
          (line) => {
            if (flood.isExceededBy(0, 1)) end(true);
            if (!over) onLine(line);
          },
          { longest: longestEvent, onTooLong },
        );
        answer.on('data', (chunk: Buffer) => {
          if (flood.isExceededBy(chunk.length, 0)) end(true);
          if (!over) push(chunk);
        });
      },
    );
    asked.on('error', fail);
    asked.end();
    return {
      stop() {
        over = true;
        clearTimeout(limit);
        control.abort();
      },
    };
  }
}

/** @param patience in milliseconds */
function get(
  socket: string,
  path: string,
  limit: number,
  patience: number,
): Promise<Result<unknown, EngineFailure>> {
  const control = new AbortController();
  const timer = setTimeout(
    () => {
      control.abort();
    },
    Math.max(0, Math.min(answerLimit, patience)),
  );
  return new Promise<Result<unknown, EngineFailure>>((resolve) => {
    const fail = (error: unknown) => {
      resolve(err(control.signal.aborted ? late : failureOf(error)));
    };
    const asked = request({ ...target(socket, path), signal: control.signal }, (answer) => {
      readAnswer(answer, limit).then(resolve, fail);
    });
    asked.on('error', fail);
    asked.end();
  }).finally(() => {
    clearTimeout(timer);
    // Ends the connection of an answer that was not read to its end.
    control.abort();
  });
}

function target(socketPath: string, path: string) {
  return {
    socketPath,
    path,
    headers: { Host: 'localhost' },
    agent: false,
    maxHeaderSize: longestHeader,
  } as const;
}

async function readAnswer(
  answer: IncomingMessage,
  limit: number,
): Promise<Result<unknown, EngineFailure>> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limit) return err(failing(msg('stale.engineTooLong')));
  }
  if (answer.statusCode === 404) return err({ kind: 'not-found' });
  if (answer.statusCode !== 200) {
    return err(failing(msg('stale.engineStatus', { status: String(answer.statusCode) })));
  }
  const json = parseBoundedJson(Buffer.concat(chunks).toString('utf8'));
  return json.ok ? json : err(failing(msg('stale.engineNotUnderstood')));
}

const late = failing(msg('stale.engineLate', { seconds: answerLimit / 1000 }));

function failing(reason: Text): EngineFailure {
  return { kind: 'failing', reason };
}

function failureOf(error: unknown): EngineFailure {
  const { code, message } = error instanceof Error ? (error as NodeJS.ErrnoException) : {};
  if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ENOTDIR') return { kind: 'absent' };
  return failing(message ?? String(error));
}
