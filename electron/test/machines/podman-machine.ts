import { cgroupName, engineMissing, makeImage, makeUplink, removeCgroups } from './engine-machine';
import { Sandbox, type Ran } from './sandbox';

const programs = {
  podman: ['/usr/bin/podman'],
  netavark: ['/usr/lib/podman/netavark', '/usr/libexec/podman/netavark'],
  runc: ['/usr/sbin/runc', '/usr/bin/runc'],
} as const;

/** All that Podman keeps lies on the sandbox's tmpfs, and goes with it. */
const podman = [
  'podman',
  '--root',
  '/run/podman-data',
  '--runroot',
  '/run/podman-run',
  '--tmpdir',
  '/run/podman-tmp',
  '--network-config-dir',
  '/run/podman-networks',
  '--storage-driver',
  'vfs',
  '--network-backend',
  'netavark',
  '--events-backend',
  'file',
  // The Docker-like runtime, since crun refuses a machine with both versions of control groups.
  '--cgroup-manager',
  'cgroupfs',
  '--runtime',
  'runc',
];

/**
 * A machine with Debian's Podman and its service, all in namespaces of its own; see {@link
 * makeUplink}.
 */
export class PodmanMachine {
  readonly sandbox: Sandbox;
  readonly #cgroup = cgroupName();

  private constructor(sandbox: Sandbox) {
    this.sandbox = sandbox;
  }

  /** @returns the machine, or the reason why this system cannot have one */
  static async open(): Promise<PodmanMachine | string> {
    const missing = engineMissing(programs);
    if (missing !== null) return missing;
    const sandbox = await Sandbox.open({ privileged: true });
    const machine = new PodmanMachine(sandbox);
    try {
      await makeUplink(sandbox);
      await sandbox.commands('mkdir /run/podman');
      const service = ['system', 'service', '--time', '0', 'unix:///run/podman/podman.sock'];
      sandbox.start(['sh', '-c', 'exec "$@" 2>/run/podman.log', 'sh', ...podman, ...service]);
      await machine.cli('import', await makeImage(sandbox), 'busybox');
      const first = await machine.#tryRun('--rm', 'busybox', 'busybox', 'true');
      if (first.code === 0) return machine;
      await machine.close();
      return `Podman runs no container here: ${first.stderr.trim()}`;
    } catch (error) {
      await machine.close();
      throw error;
    }
  }

  /** Runs `podman ARGS` and gives what it printed. Throws when it fails. */
  async cli(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.#try(...args);
    if (code !== 0) throw new Error(`podman ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Runs a container in the background. Throws when it does not start. */
  async runContainer(...args: readonly string[]): Promise<void> {
    const { code, stderr } = await this.#tryRun('--detach', ...args);
    if (code !== 0) throw new Error(`podman run ${args.join(' ')}: ${stderr}`);
  }

  #tryRun(...args: readonly string[]): Promise<Ran> {
    return this.#try('run', '--cgroup-parent', `/${this.#cgroup}`, ...args);
  }

  #try(...args: readonly string[]): Promise<Ran> {
    return this.sandbox.run([...podman, ...args]);
  }

  async close(): Promise<void> {
    await this.sandbox.close();
    await removeCgroups(this.#cgroup);
  }
}
