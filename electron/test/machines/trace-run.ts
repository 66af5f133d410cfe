import type { ChildProcess } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import type { Hop, TracedPacket, TraceLine } from '#shared/model/trace';
import { cliBundle, type Sandbox } from './sandbox';

export interface RanTrace {
  readonly code: number | null;
  readonly packets: readonly TracedPacket[];
  readonly hops: readonly Hop[];
  readonly end: Extract<TraceLine, { type: 'end' }> | undefined;
  readonly text: string;
}

/** `portolan trace … --json` at work in a sandbox. */
export class TraceRun {
  readonly process: ChildProcess;
  #text = '';
  #isOver = false;
  readonly #exited: Promise<number | null>;

  private constructor(process: ChildProcess) {
    this.process = process;
    process.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
    });
    this.#exited = new Promise((resolve) => {
      process.once('close', (code) => {
        this.#isOver = true;
        resolve(code);
      });
    });
  }

  /** Starts a trace, and waits until packets are followed, or it has ended. */
  static async start(machine: Sandbox, ...args: readonly string[]): Promise<TraceRun> {
    const argv = [process.execPath, cliBundle, 'trace', ...args, '--json'];
    const run = new TraceRun(machine.start(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv]));
    // It says so on standard error.
    await run.says('Following packets');
    return run;
  }

  /** Waits until it has printed some words, or has ended. */
  async says(words: string): Promise<void> {
    while (!this.#text.includes(words) && !this.#isOver) await delay(10);
  }

  /** Returns the result once the trace has ended. */
  async result(): Promise<RanTrace> {
    const code = await this.#exited;
    const lines = this.#text
      .split('\n')
      .filter((line) => line.startsWith('{"'))
      .flatMap((line) => {
        const value = JSON.parse(line) as TraceLine | { readonly type?: undefined };
        return value.type === undefined ? [] : [value];
      });
    return {
      code,
      packets: lines.filter((line) => line.type === 'packet'),
      hops: lines.filter((line) => line.type === 'hop'),
      end: lines.find((line) => line.type === 'end'),
      text: this.#text,
    };
  }
}
