import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { helperBundle, Sandbox, type Ran } from './sandbox';
import type { StartReport } from './start-computer';

/** What polkit needs of the system, and where it may be. */
const programs = {
  'dbus-daemon': ['/usr/bin/dbus-daemon'],
  polkitd: ['/usr/lib/polkit-1/polkitd', '/usr/libexec/polkitd', '/usr/libexec/polkit-1/polkitd'],
  pkexec: ['/usr/bin/pkexec'],
} as const;

/** Users of the machine by what polkit answers them; `asked` has to give a password. */
const users = { granted: 4_001, refused: 4_002, asked: 4_003 } as const;
export type User = keyof typeof users;

const rules = `
polkit.addRule(function (action, subject) {
  if (action.id !== 'org.freedesktop.policykit.exec') return polkit.Result.NOT_HANDLED;
  if (subject.user === 'granted') return polkit.Result.YES;
  if (subject.user === 'refused') return polkit.Result.NO;
  return polkit.Result.NOT_HANDLED;
});
`;

/** Where the bundle finds its packages. */
const modules = join(dirname(helperBundle), '../../node_modules');

export const socket = '/run/portolan/helper.sock';

/**
 * A machine with the system's real polkit, a message bus of its own and three users, in namespaces
 * of its own. There is no user namespace, since pkexec(1) becomes root by its file's owner: what
 * runs here is really root.
 */
export class PolkitMachine {
  readonly sandbox: Sandbox;

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  /**
   * @param starter the bundle of start-computer.ts
   * @returns the machine, or the reason why this system cannot have one
   */
  static async open(starter: string): Promise<PolkitMachine | string> {
    if (process.getuid?.() !== 0) return 'real users need root';
    for (const [name, paths] of Object.entries(programs)) {
      if (!paths.some((path) => existsSync(path))) return `${name} is not installed`;
    }
    if (/^NoNewPrivs:\s*1$/m.test(await readFile('/proc/self/status', 'utf8'))) {
      return 'pkexec cannot become root here (no_new_privs)';
    }
    const machine = new PolkitMachine(await Sandbox.open({ privileged: true }));
    try {
      await machine.#prepare(starter);
      await machine.#startPolkit();
      return machine;
    } catch (error) {
      await machine.close();
      throw error;
    }
  }

  uid(user: User): number {
    return users[user];
  }

  /** Makes a folder of the real system readable in here, whatever its permissions are outside. */
  async show(folder: string, shown: string): Promise<void> {
    await this.sandbox.commands(`
      mkdir -p ${shown}
      mount --bind ${folder} ${shown}
    `);
  }

  /** Lets a user start this computer's helper, as the app does. */
  async startAs(user: User, options: StartOptions = {}): Promise<StartedByUser> {
    const { node = '/run/app/node', env = [], umask = '022' } = options;
    const [program, args] = this.sandbox.argv([
      ...this.#become(user),
      'sh',
      '-c',
      `umask ${umask} && exec env "$@"`,
      'sh',
      ...env,
      node,
      '/run/app/starter.cjs',
      socket,
      '/run/app/helper.cjs',
    ]);
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    child.stdin.on('error', () => undefined);
    const exited = new Promise<void>((resolve) => {
      child.once('close', () => {
        resolve();
      });
    });
    const report = await new Promise<StartReport>((resolve, reject) => {
      createInterface({ input: child.stdout }).once('line', (line) => {
        resolve(JSON.parse(line) as StartReport);
      });
      child.once('close', (code) => {
        reject(new Error(`the starter ended with ${String(code)}`));
      });
    });
    return {
      report,
      end: () => {
        child.stdin.end();
        return exited;
      },
    };
  }

  runAs(user: User, argv: readonly string[]): Promise<Ran> {
    return this.sandbox.run([...this.#become(user), ...argv]);
  }

  /** The user of a process, null when there is no such process. */
  async uidOf(pid: number | undefined): Promise<number | null> {
    const { code, stdout } = await this.sandbox.run(['stat', '-c', '%u', `/proc/${String(pid)}`]);
    return code === 0 ? Number(stdout) : null;
  }

  /** Ends polkit and the message bus, as on a system that has none. */
  async stopPolkit(): Promise<void> {
    for (const name of ['polkitd', 'dbus-daemon']) {
      // A process that was signalled may not have ended yet.
      while ((await this.sandbox.run(['pkill', '-x', name])).code === 0) await delay(20);
    }
  }

  /** The processes beyond those of polkit itself, as `uid command line`. */
  async processes(): Promise<readonly string[]> {
    const { stdout } = await this.sandbox.run(['ps', '-e', '-o', 'uid=,stat=,comm=,args=']);
    return stdout
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([, state = 'Z', name = '']) => !state.startsWith('Z') && !standing.has(name))
      .map(([uid = '', , , ...args]) => `${uid} ${args.join(' ')}`);
  }

  /** Waits, not for ever, until nothing runs here but polkit. */
  async untilQuiet(): Promise<readonly string[]> {
    const deadline = Date.now() + 30_000;
    let found = await this.processes();
    while (found.length > 0 && Date.now() < deadline) {
      await delay(50);
      found = await this.processes();
    }
    return found;
  }

  close(): Promise<void> {
    return this.sandbox.close();
  }

  /**
   * Everything that a user reads here is on a tmpfs: the checkout may lie in a home that is closed
   * to others.
   */
  async #prepare(starter: string): Promise<void> {
    await this.sandbox.commands(`
      chmod 755 /run
      mount -t tmpfs -o mode=755 tmpfs /var/lib
      mount -t tmpfs -o mode=755 tmpfs /var/log
      mkdir -p /run/dbus /run/app /run/etc/rules.d /etc/polkit-1/rules.d
      touch /run/app/node
      mount --bind ${process.execPath} /run/app/node
      cp /etc/passwd /etc/group /etc/shadow /run/etc
    `);
    await this.#write('/run/etc/rules.d/10-test.rules', rules);
    for (const [name, id] of Object.entries(users)) {
      await this.#append('/run/etc/passwd', `${name}:x:${String(id)}:${String(id)}::/:/bin/sh\n`);
      await this.#append('/run/etc/group', `${name}:x:${String(id)}:\n`);
      await this.#append('/run/etc/shadow', `${name}:*:20000:0:99999:7:::\n`);
    }
    await this.#write('/run/app/starter.cjs', await readFile(starter, 'utf8'));
    await this.#write('/run/app/helper.cjs', await readFile(helperBundle, 'utf8'));
    // The native part of koffi is not in the bundle.
    for (const name of ['koffi', '@koromix']) {
      await this.show(join(modules, name), `/run/app/node_modules/${name}`);
    }
    await this.sandbox.commands(`
      mount --bind /run/etc/passwd /etc/passwd
      mount --bind /run/etc/group /etc/group
      mount --bind /run/etc/shadow /etc/shadow
      mount --bind /run/etc/rules.d /etc/polkit-1/rules.d
    `);
  }

  /** The beginning of a command line that a user runs, with hardly an environment. */
  #become(user: User): readonly string[] {
    const id = String(users[user]);
    return [
      'setpriv',
      `--reuid=${id}`,
      `--regid=${id}`,
      '--clear-groups',
      'env',
      '--ignore-environment',
      'PATH=/usr/bin:/bin',
      'SHELL=/bin/sh',
    ];
  }

  async #startPolkit(): Promise<void> {
    this.sandbox.start(['dbus-daemon', '--system', '--nofork', '--nopidfile']);
    const polkitd = programs.polkitd.find((path) => existsSync(path)) ?? '';
    const asking = [
      'dbus-send',
      '--system',
      '--print-reply',
      '--dest=org.freedesktop.DBus',
      '/',
      'org.freedesktop.DBus.NameHasOwner',
      'string:org.freedesktop.PolicyKit1',
    ];
    const deadline = Date.now() + 60_000;
    let started = false;
    while (Date.now() < deadline) {
      const { code, stdout } = await this.sandbox.run(asking);
      if (stdout.includes('true')) return;
      if (code === 0 && !started) {
        started = true;
        this.sandbox.start([polkitd, '--no-debug']);
      }
      await delay(50);
    }
    throw new Error('polkit did not start');
  }

  #append(path: string, text: string): Promise<void> {
    return this.#tee(['-a', path], text);
  }

  #write(path: string, text: string): Promise<void> {
    return this.#tee([path], text);
  }

  async #tee(args: readonly string[], input: string): Promise<void> {
    const { code, stderr } = await this.sandbox.run(['tee', ...args], { input });
    if (code !== 0) throw new Error(stderr);
  }
}

/** The processes of the machine itself, and those that inspect it. */
const standing = new Set(['sleep', 'dbus-daemon', 'polkitd', 'ps']);

export interface StartOptions {
  /** The Node that runs the starter. */
  readonly node?: string;
  /** Further variables, as `NAME=value`. */
  readonly env?: readonly string[];
  readonly umask?: string;
}

export interface StartedByUser {
  readonly report: StartReport;
  /** Ends the user's program as the app ends, and waits for it. */
  end(): Promise<void>;
}
