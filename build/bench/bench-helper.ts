import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { cliBundle, helperBundle, type Sandbox } from '../../electron/test/machines/sandbox';

/** Path of the helper's socket inside the machine. */
export const benchSocket = '/run/portolan/helper.sock';

/** A helper that runs in a machine under a chosen runtime. */
export class BenchHelper {
  readonly #machine: Sandbox;
  readonly #pid: number;

  private constructor(machine: Sandbox, pid: number) {
    this.#machine = machine;
    this.#pid = pid;
  }

  /** @param runtime Node, or Electron's executable, which runs as Node */
  static async start(machine: Sandbox, runtime: string): Promise<BenchHelper> {
    const child = machine.start([
      'env',
      'ELECTRON_RUN_AS_NODE=1',
      runtime,
      helperBundle,
      'helper',
      '--socket',
      benchSocket,
      '--state',
      '/run/state',
    ]);
    if (child.stdout === null) throw new Error('the helper has no output');
    for await (const line of createInterface({ input: child.stdout })) {
      return new BenchHelper(machine, (JSON.parse(line) as { pid: number }).pid);
    }
    throw new Error('the helper did not start');
  }

  /** Runs `portolan ARGS`. Throws with its output when it fails. */
  async cli(...args: readonly string[]): Promise<void> {
    const argv = [process.execPath, cliBundle, ...args, '--json'];
    const { code, stdout } = await this.#machine.run(argv);
    if (code !== 0) throw new Error(`portolan ${args.join(' ')}: ${stdout}`);
  }

  /** The helper's resident memory, in bytes. */
  memory(): Promise<number> {
    return memoryOf(this.#machine, [this.#pid]);
  }

  /** The share of a core that the helper and its programs use over `time` milliseconds. */
  async processorShare(time: number): Promise<number> {
    const before = await this.#processorTime();
    await delay(time);
    return ((await this.#processorTime()) - before) / time;
  }

  /** Processor time in milliseconds, including ended children (proc(5), `/proc/PID/stat`). */
  async #processorTime(): Promise<number> {
    const { stdout } = await this.#machine.run(['cat', `/proc/${String(this.#pid)}/stat`]);
    const fields = stdout.slice(stdout.lastIndexOf(')') + 2).split(' ');
    return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks) * 10, 0);
  }

  /** Ends the helper, which removes its rules and closes its ports. */
  async stop(): Promise<void> {
    await this.#machine.run(['kill', String(this.#pid)]);
    await this.#machine.run(['tail', '--pid', String(this.#pid), '-f', '/dev/null']);
  }
}

/** The resident memory of several processes together, in bytes. */
export async function memoryOf(machine: Sandbox, pids: readonly number[]): Promise<number> {
  const files = pids.map((pid) => `/proc/${String(pid)}/status`);
  const { stdout } = await machine.run(['cat', ...files]);
  const sizes = [...stdout.matchAll(/^VmRSS:\s+(\d+) kB$/gm)];
  return sizes.reduce((sum, [, kilobytes]) => sum + Number(kilobytes) * 1024, 0);
}
