import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** What one client received. */
export interface Answer {
  readonly reached: boolean;
  /** The body, or why there is none. */
  readonly text: string;
}

/** Connects from inside a lab, as real clients do. */
export class LabClient {
  readonly #pid: number;

  private constructor(pid: number) {
    this.#pid = pid;
  }

  /** Finds the lab that listens on a socket, by the command line of its first process. */
  static async find(socket: string): Promise<LabClient> {
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline) {
      const pid = await labProcess(socket);
      if (pid !== null) return new LabClient(pid);
      await delay(50);
    }
    throw new Error(`no lab listens on ${socket}`);
  }

  /**
   * Fetches a URL with curl.
   *
   * @param netns the named namespace to connect from; null for the lab's host itself
   */
  fetch(url: string, netns: string | null): Promise<Answer> {
    const [program, args] = this.argv(['curl', '-g', '-sS', '--max-time', '5', url], netns);
    return new Promise((resolve) => {
      execFile(program, args, (error, stdout, stderr) => {
        const text = (error === null ? stdout : stderr).trim();
        resolve({ reached: error === null, text });
      });
    });
  }

  /**
   * Runs a program to its end.
   *
   * @param netns the named namespace to run it in; null for the lab's host itself
   * @returns what it printed; rejected when it fails
   */
  run(command: readonly string[], netns: string | null): Promise<string> {
    const [program, args] = this.argv(command, netns);
    return new Promise((resolve, reject) => {
      execFile(program, args, (error, stdout, stderr) => {
        if (error === null) resolve(stdout.trim());
        else reject(new Error(`${command.join(' ')}: ${stderr}`));
      });
    });
  }

  /** The command line that runs `argv` inside the lab, with its root's rights. */
  argv(argv: readonly string[], netns: string | null): readonly [string, readonly string[]] {
    const enter = ['--user', '--net', '--mount', '--pid', '--preserve-credentials'];
    const inner = netns === null ? [] : ['nsenter', `--net=/run/netns/${netns}`, '--'];
    return ['nsenter', ['--target', String(this.#pid), ...enter, '--', ...inner, ...argv]];
  }
}

async function labProcess(socket: string): Promise<number | null> {
  for (const pid of (await readdir('/proc')).filter((entry) => /^[0-9]+$/.test(entry))) {
    const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
    const isLab = words.includes('lab') && words.includes(socket);
    if (isLab && words[0]?.endsWith('unshare') === false) return Number(pid);
  }
  return null;
}
