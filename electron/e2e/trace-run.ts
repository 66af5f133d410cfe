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
  readonly #exited: Promise<number | null>;

  private constructor(process: ChildProcess) {
    this.process = process;
    process.stdout?.on('data', (chunk: Buffer) => {
      this.#text += chunk.toString();
    });
    this.#exited = new Promise((resolve) => process.once('close', resolve));
  }

  /** Starts a trace, and waits until it is there in the kernel. */
  static async start(machine: Sandbox, ...args: readonly string[]): Promise<TraceRun> {
    const before = await ownTables(machine);
    const argv = [process.execPath, cliBundle, 'trace', ...args, '--json'];
    const run = new TraceRun(machine.start(argv));
    for (let attempt = 0; attempt < 400 && run.process.exitCode === null; attempt++) {
      if ((await ownTables(machine)) > before && (await listeners(machine)) > 0) break;
      await delay(20);
    }
    // The rules are read after the monitor listens.
    await delay(300);
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

async function ownTables(machine: Sandbox): Promise<number> {
  const { stdout } = await machine.run(['nft', 'list', 'tables']);
  return stdout.split('\n').filter((line) => line.includes('portolan-trace-')).length;
}

/** How many processes listen for trace messages on the host (NFNLGRP_NFTRACE among the groups of netlink sockets). */
async function listeners(machine: Sandbox): Promise<number> {
  const { stdout } = await machine.run(['cat', '/proc/net/netlink']);
  return stdout.split('\n').filter((line) => {
    const [, protocol, , groups = ''] = line.trim().split(/\s+/);
    return protocol === '12' && (Number.parseInt(groups, 16) & 0x100) !== 0;
  }).length;
}
