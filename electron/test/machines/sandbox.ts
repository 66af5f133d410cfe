import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const checkout = fileURLToPath(new URL('../../../', import.meta.url));
export const helperBundle = `${checkout}dist/helper/helper.cjs`;
export const cliBundle = `${checkout}dist/cli/portolan.cjs`;

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * A machine of its own for one test: user, network, mount and process namespaces with an own /run
 * and /proc. It needs no root, changes nothing outside, and everything in it ends with {@link
 * close}.
 */
export class Sandbox {
  readonly #root: ChildProcess;
  readonly #pid: number;
  readonly #privileged: boolean;

  private constructor(root: ChildProcess, pid: number, privileged: boolean) {
    this.#root = root;
    this.#pid = pid;
    this.#privileged = privileged;
  }

  /**
   * @param privileged without a user namespace: needs root, for what a mapped root may not do
   * (cgroups, dockerd)
   */
  static async open({ privileged = false } = {}): Promise<Sandbox> {
    const user = privileged ? [] : ['--user', '--map-root-user'];
    const flags = [...user, '--net', '--mount', '--pid', '--fork', '--kill-child'];
    const script =
      'mount -t proc proc /proc && mount -t tmpfs tmpfs /run && mkdir /run/netns && ip link set lo up && exec sleep infinity';
    const root = spawn('unshare', [...flags, 'sh', '-c', script], { stdio: 'ignore' });
    while (root.exitCode === null) {
      const pid = await onlyChild(root.pid ?? 0);
      const name = pid === null ? '' : await readFile(`/proc/${String(pid)}/comm`, 'utf8');
      if (pid !== null && name.trim() === 'sleep') return new Sandbox(root, pid, privileged);
      await delay(10);
    }
    throw new Error('the sandbox did not start');
  }

  /** Where a file of this machine is seen from outside. */
  outsidePath(path: string): string {
    return `/proc/${String(this.#pid)}/root${path}`;
  }

  /**
   * The command line that runs `argv` in here, in the named namespace `netns` when one is given.
   */
  argv(argv: readonly string[], netns?: string): readonly [string, readonly string[]] {
    const user = this.#privileged ? [] : ['--user', '--preserve-credentials'];
    const enter = ['--target', String(this.#pid), ...user, '--net', '--mount', '--pid'];
    const inner = netns === undefined ? [] : ['nsenter', `--net=/run/netns/${netns}`, '--'];
    return ['nsenter', [...enter, '--', ...inner, ...argv]];
  }

  /** @param seconds after which the program is ended, and its exit code is -1 */
  run(
    argv: readonly string[],
    { netns, input = '', seconds = 60 }: { netns?: string; input?: string; seconds?: number } = {},
  ) {
    const [program, args] = this.argv(argv, netns);
    return new Promise<Ran>((resolve) => {
      const child = execFile(
        program,
        args,
        { timeout: seconds * 1_000, maxBuffer: 64 * 1024 * 1024 },
        (error, stdout, stderr) => {
          const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
          resolve({ code, stdout, stderr });
        },
      );
      // A program that ends without reading its input is reported by its exit code.
      child.stdin?.on('error', () => undefined);
      child.stdin?.end(input);
    });
  }

  /** Runs command lines without quoting, one after another; the first that fails throws. */
  async commands(lines: string): Promise<void> {
    for (const line of lines.split('\n').map((text) => text.trim())) {
      if (line === '') continue;
      const { code, stderr } = await this.run(line.split(/\s+/));
      if (code !== 0) throw new Error(`${line}: ${stderr}`);
    }
  }

  start(
    argv: readonly string[],
    netns?: string,
    env: Readonly<Record<string, string>> = {},
    stderr: 'inherit' | 'pipe' = 'inherit',
  ): ChildProcess {
    const [program, args] = this.argv(argv, netns);
    return spawn(program, args, {
      stdio: ['ignore', 'pipe', stderr],
      env: { ...process.env, ...env },
    });
  }

  /** Starts a program and waits until it is ready, which is when it first prints something. */
  async startReady(
    argv: readonly string[],
    netns?: string,
    env: Readonly<Record<string, string>> = {},
    onComplaint?: (text: string) => void,
  ): Promise<ChildProcess> {
    const child = this.start(argv, netns, env, onComplaint === undefined ? 'inherit' : 'pipe');
    if (onComplaint !== undefined) child.stderr?.setEncoding('utf8').on('data', onComplaint);
    await new Promise<void>((resolve, reject) => {
      child.stdout?.once('data', () => {
        resolve();
      });
      child.once('exit', (code) => {
        reject(new Error(`${argv.join(' ')} ended with ${String(code)}`));
      });
    });
    return child;
  }

  /**
   * Fetches a URL with a real client. Returns null when there is no answer within `seconds`, which
   * is long enough for lost packets to be sent again. It takes that long only where there is
   * neither an answer nor a refusal.
   */
  async fetch(url: string, netns?: string, seconds = 5): Promise<string | null> {
    const args = ['curl', '-g', '-sS', '--max-time', String(seconds), url];
    const { code, stdout } = await this.run(args, netns === undefined ? {} : { netns });
    return code === 0 ? stdout : null;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#root.once('exit', resolve));
    this.#root.kill('SIGKILL');
    await ended;
  }
}

async function onlyChild(pid: number): Promise<number | null> {
  const path = `/proc/${String(pid)}/task/${String(pid)}/children`;
  const text = await readFile(path, 'utf8').catch(() => '');
  return text.trim() === '' ? null : Number(text.trim().split(' ')[0]);
}

/** The line with which a helper logs who changed something. */
const auditLine = /^portolan: \w+ by uid /;

/** A helper at work in a sandbox, and the command line that talks to it. */
export class SandboxHelper {
  readonly process: ChildProcess;
  /** Settles when the helper has ended. */
  readonly exited: Promise<unknown>;
  readonly #sandbox: Sandbox;
  readonly #log: readonly string[];

  private constructor(sandbox: Sandbox, process: ChildProcess, log: readonly string[]) {
    this.#log = log;
    this.#sandbox = sandbox;
    this.process = process;
    this.exited = new Promise((resolve) => process.once('exit', resolve));
  }

  /**
   * @param hook a script that runs the helper, with its arguments
   * @param launcher a command that runs the helper, such as one that limits it
   */
  static async start(
    sandbox: Sandbox,
    extra: readonly string[] = [],
    hook: readonly string[] = [],
    launcher: readonly string[] = [],
  ): Promise<SandboxHelper> {
    const args = [
      'helper',
      '--socket',
      '/run/portolan/helper.sock',
      '--state',
      '/run/state',
      ...extra,
    ];
    const argv = [...launcher, process.execPath, ...hook, cliBundle, ...args];
    const log: string[] = [];
    const child = await sandbox.startReady(argv, undefined, {}, (text) => {
      log.push(text);
      const complaints = text.split('\n').filter((line) => line !== '' && !auditLine.test(line));
      if (complaints.length > 0) process.stderr.write(`${complaints.join('\n')}\n`);
    });
    return new SandboxHelper(sandbox, child, log);
  }

  /** What the helper has printed on standard error. */
  get log(): string {
    return this.#log.join('');
  }

  /** Runs `portolan ARGS --json` and gives the document that it printed. */
  async cli(...args: readonly string[]): Promise<CliAnswer> {
    const argv = [process.execPath, cliBundle, ...args, '--json'];
    const { code, stdout, stderr } = await this.#sandbox.run(argv);
    if (stdout === '') throw new Error(`${args.join(' ')}: ${String(code)} ${stderr}`);
    return { code, ...(JSON.parse(stdout) as object) } as CliAnswer;
  }

  /** Removes every publication of Portolan that the helper lists. */
  async unpublishAll(): Promise<void> {
    const { value } = await this.cli('ls');
    const ids = (value['publications'] as readonly { readonly id: string }[]).map(({ id }) => id);
    if (ids.length > 0) await this.cli('unpublish', ...ids);
  }

  /** Ends the helper: by SIGTERM, so that it cleans up, or by SIGKILL, so that it cannot. */
  async stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    // The process that we know is nsenter, which has become the helper's parent or the helper
    // itself.
    const { stdout } = await this.#sandbox.run(['pgrep', '-f', 'portolan.cjs helper']);
    for (const pid of stdout.trim().split('\n'))
      await this.#sandbox.run(['kill', `-${signal}`, pid]);
    await this.exited;
  }
}

export interface CliAnswer {
  readonly code: number;
  readonly ok: boolean;
  readonly value: Record<string, unknown>;
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly details: Record<string, unknown>;
  };
}

/** Waits until a URL is answered from the host of a sandbox. */
export async function untilAnswered(sandbox: Sandbox, url: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await sandbox.fetch(url, undefined, 1)) === null) {
    if (Date.now() > deadline) throw new Error(`${url} is not answered`);
    await delay(25);
  }
}

/** Waits until a TCP port is listened on, in a named namespace or on the host. */
export async function untilListening(
  sandbox: Sandbox,
  port: number,
  netns?: string,
): Promise<void> {
  const argv = ['ss', '-Hltn', `sport = :${String(port)}`];
  const deadline = Date.now() + 60_000;
  while ((await sandbox.run(argv, netns === undefined ? {} : { netns })).stdout === '') {
    if (Date.now() > deadline) throw new Error(`no program listens on ${String(port)}`);
    await delay(25);
  }
}

/** All that a publication may leave behind on a machine: rules, sysctls, listening sockets. */
export async function kernelTraces(sandbox: Sandbox): Promise<string> {
  const commands = [
    ['iptables-save'],
    ['ip6tables-save'],
    ['nft', 'list', 'ruleset'],
    ['sysctl', '-a', '--pattern', String.raw`forward|rp_filter|route_localnet|bridge-nf`],
    ['ss', '-Hltn'],
    ['bridge', '-d', 'link'],
  ];
  const texts = await Promise.all(commands.map((argv) => sandbox.run(argv)));
  return texts
    .map(({ stdout }) =>
      stdout.replace(/^#.*$/gm, '').replace(/\[\d+:\d+\]|counter packets \d+ bytes \d+/g, ''),
    )
    .join('\n---\n');
}
