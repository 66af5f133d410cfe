import { setTimeout as delay } from 'node:timers/promises';
import { cgroupName, engineMissing, makeImage, makeUplink, removeCgroups } from './engine-machine';
import { Sandbox, type Ran } from './sandbox';

/** What the engine of a machine needs of the system, and where it may be. */
const programs = {
  dockerd: ['/usr/sbin/dockerd', '/usr/bin/dockerd'],
  docker: ['/usr/bin/docker', '/usr/local/bin/docker'],
} as const;

export const dockerSocket = '/run/docker.sock';

const dockerd = [
  '--data-root',
  '/run/docker-data',
  '--exec-root',
  '/run/docker-exec',
  '--pidfile',
  '/run/dockerd.pid',
  '--host',
  `unix://${dockerSocket}`,
  '--exec-opt',
  'native.cgroupdriver=cgroupfs',
];

/**
 * A machine with Debian's Docker engine, all in namespaces of its own: an uplink to `lan`, docker0,
 * and an image `busybox` that needs no registry. Its files are on a tmpfs that goes with it.
 */
export class DockerMachine {
  readonly sandbox: Sandbox;
  readonly #cgroup: string;

  private constructor(sandbox: Sandbox, cgroup: string) {
    this.sandbox = sandbox;
    this.#cgroup = cgroup;
  }

  /**
   * @param options further options of dockerd
   * @returns the machine, or the reason why this system cannot have one
   */
  static async open(...options: readonly string[]): Promise<DockerMachine | string> {
    const missing = engineMissing(programs);
    if (missing !== null) return missing;
    const sandbox = await Sandbox.open({ privileged: true });
    const machine = new DockerMachine(sandbox, cgroupName());
    try {
      const started = await machine.#start(options);
      if (started !== null) {
        await machine.close();
        return started;
      }
      await machine.cli('import', await makeImage(sandbox), 'busybox');
      return machine;
    } catch (error) {
      await machine.close();
      throw error;
    }
  }

  /** Runs `docker ARGS` and gives what it printed. Throws when it fails. */
  async cli(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryCli(...args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** Runs a container in the background and gives its id. Throws when it does not start. */
  runContainer(...args: readonly string[]): Promise<string> {
    return this.cli('run', '--detach', ...args);
  }

  tryCli(...args: readonly string[]): Promise<Ran> {
    return this.sandbox.run(['docker', '--host', `unix://${dockerSocket}`, ...args]);
  }

  /** Whether a real client in a container's network gets an answer from a URL. */
  async reaches(container: string, url: string): Promise<boolean> {
    const pid = await this.cli('inspect', '--format', '{{.State.Pid}}', container);
    const curl = ['curl', '-g', '-sS', '--max-time', '5', url];
    return (await this.sandbox.run(['nsenter', `--net=/proc/${pid}/ns/net`, ...curl])).code === 0;
  }

  /** Sends a signal to dockerd. */
  async signal(signal: 'STOP' | 'CONT'): Promise<void> {
    const { stdout } = await this.sandbox.run(['cat', '/run/dockerd.pid']);
    await this.sandbox.run(['kill', `-${signal}`, stdout.trim()]);
  }

  /** Ends everything that runs here, and removes the control groups that it was in. */
  async close(): Promise<void> {
    await this.sandbox.close();
    await removeCgroups(this.#cgroup);
  }

  async #start(options: readonly string[]): Promise<string | null> {
    const { sandbox } = this;
    await makeUplink(sandbox);
    await sandbox.commands('mkdir /run/docker-data');
    const parent = ['--cgroup-parent', `/${this.#cgroup}`];
    // The shell stays in between: nsenter would stop with a child that is stopped.
    const script = '"$@" 2>/run/dockerd.log; exit $?';
    const daemon = sandbox.start([
      'sh',
      '-c',
      script,
      'sh',
      'dockerd',
      ...dockerd,
      ...parent,
      ...options,
    ]);
    const deadline = Date.now() + 60_000;
    while (Date.now() < deadline && daemon.exitCode === null) {
      if ((await this.tryCli('version')).code === 0) return null;
      await delay(50);
    }
    const { stdout } = await sandbox.run(['tail', '--lines=1', '/run/dockerd.log']);
    return `dockerd does not start here: ${stdout.trim()}`;
  }
}
