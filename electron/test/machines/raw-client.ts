import { connect, type Socket } from 'node:net';
import type { Sandbox } from './sandbox';

/** The answer to a call, or another message of the helper. */
export interface RawMessage {
  readonly t?: string;
  readonly i?: string;
  readonly r?: {
    readonly ok: boolean;
    readonly value?: unknown;
    readonly error?: { readonly code: string };
  };
}

/** A client that writes to a helper's socket whatever it likes. */
export class RawClient {
  readonly socket: Socket;
  readonly #messages: RawMessage[] = [];
  #waiting: (() => void)[] = [];
  #rest = '';
  #calls = 0;
  #isClosed = false;

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      const lines = (this.#rest + text).split('\n');
      this.#rest = lines.pop() ?? '';
      this.#messages.push(...lines.map((line) => JSON.parse(line) as RawMessage));
      this.#wake();
    });
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Connects to the helper of a sandbox. */
  static open(sandbox: Sandbox): Promise<RawClient> {
    const socket = connect(sandbox.outsidePath('/run/portolan/helper.sock'));
    return new Promise((resolve, reject) => {
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(new RawClient(socket));
      });
      socket.once('error', reject);
    });
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  send(method: unknown, input: unknown): string {
    this.#calls += 1;
    const id = `call-${String(this.#calls)}`;
    this.socket.write(`${JSON.stringify({ t: 'q', m: method, a: [input], i: id })}\n`);
    return id;
  }

  /** The answer to a call; null when the connection ended before. */
  async answer(id: string): Promise<RawMessage['r'] | null> {
    for (;;) {
      const found = this.#messages.find(({ t, i }) => t === 's' && i === id);
      if (found !== undefined) return found.r;
      if (this.#isClosed) return null;
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  call(method: string, input: unknown = {}): Promise<RawMessage['r'] | null> {
    return this.answer(this.send(method, input));
  }

  close(): void {
    this.socket.destroy();
  }

  #wake(): void {
    const woken = this.#waiting;
    this.#waiting = [];
    for (const resume of woken) resume();
  }
}
