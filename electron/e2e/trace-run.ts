import type { ChildProcess } from 'node:child_process';
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
  readonly #exited: Promise<number | null>;
  readonly #follows: Promise<void>;

  private constructor(process: ChildProcess) {
    this.process = process;
    this.#follows = new Promise((resolve) => {
      process.stdout?.on('data', (chunk: Buffer) => {
        this.#text += chunk.toString();
        // It says so on standard error.
        if (this.#text.includes('Following packets')) resolve();
      });
    });
    this.#exited = new Promise((resolve) => process.once('close', resolve));
  }

  /** Starts a trace, and waits until packets are followed, or it has ended. */
  static async start(machine: Sandbox, ...args: readonly string[]): Promise<TraceRun> {
    const argv = [process.execPath, cliBundle, 'trace', ...args, '--json'];
    const run = new TraceRun(machine.start(['sh', '-c', 'exec "$@" 2>&1', 'sh', ...argv]));
    await Promise.race([run.#follows, run.#exited]);
    return run;
  }

  /** What came of it, once it has ended. */
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
