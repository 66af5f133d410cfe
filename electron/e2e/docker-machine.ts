import { existsSync } from 'node:fs';
import { readdir, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Sandbox, type Ran } from './sandbox';

/** What the engine of a machine needs of the system, and where it may be. */
const programs = {
  dockerd: ['/usr/sbin/dockerd', '/usr/bin/dockerd'],
  docker: ['/usr/bin/docker', '/usr/local/bin/docker'],
  busybox: ['/usr/bin/busybox', '/bin/busybox'],
} as const;

export const dockerSocket = '/run/docker.sock';
export const hostAddress = '198.51.100.1';

const dockerd = [
  ...['--data-root', '/run/docker-data', '--exec-root', '/run/docker-exec'],
  ...['--pidfile', '/run/dockerd.pid', '--host', `unix://${dockerSocket}`],
  ...['--exec-opt', 'native.cgroupdriver=cgroupfs'],
];

/**
 * A machine with Debian's Docker engine, all in namespaces of its own: an uplink to `lan`, docker0, and an
 * image `busybox` that needs no registry. Its files are on a tmpfs that goes with it.
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
    if (process.getuid?.() !== 0) return 'dockerd needs root';
    for (const [name, paths] of Object.entries(programs)) {
      if (!paths.some((path) => existsSync(path))) return `${name} is not installed`;
    }
    const sandbox = await Sandbox.open({ privileged: true });
    const cgroup = `portolan-test-${String(process.pid)}-${String(Date.now())}`;
    const machine = new DockerMachine(sandbox, cgroup);
    try {
      const started = await machine.#start(options);
      if (started !== null) {
        await machine.close();
        return started;
      }
      await machine.#makeImage();
      return machine;
    } catch (error) {
      await machine.close();
      throw error;
    }
  }

  /** Runs `docker ARGS` and gives what it printed. Throws when it fails. */
  async docker(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.tryDocker(...args);
    if (code !== 0) throw new Error(`docker ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  tryDocker(...args: readonly string[]): Promise<Ran> {
    return this.sandbox.run(['docker', '--host', `unix://${dockerSocket}`, ...args]);
  }

  /** Whether a real client in a container's network gets an answer from a URL. */
  async reaches(container: string, url: string): Promise<boolean> {
    const pid = await this.docker('inspect', '--format', '{{.State.Pid}}', container);
    const curl = ['curl', '-g', '-sS', '--max-time', '2', url];
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
    const hierarchies = await readdir('/sys/fs/cgroup').catch(() => []);
    const groups = ['.', ...hierarchies].map((one) => join('/sys/fs/cgroup', one, this.#cgroup));
    const deadline = Date.now() + 5_000;
    for (const group of groups) {
      await removeCgroup(group);
      // What was killed is in its group until the kernel has done with it.
      while (existsSync(group) && Date.now() < deadline) {
        await delay(20);
        await removeCgroup(group);
      }
    }
  }

  async #start(options: readonly string[]): Promise<string | null> {
    const { sandbox } = this;
    await sandbox.commands(`
      ip netns add lan
      ip link add up0 type veth peer name eth0 netns lan
      ip address add ${hostAddress}/24 dev up0
      ip link set up0 up
      ip -n lan link set lo up
      ip -n lan address add 198.51.100.2/24 dev eth0
      ip -n lan link set eth0 up
      mkdir /run/docker-data
    `);
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
    const deadline = Date.now() + 20_000;
    while (Date.now() < deadline && daemon.exitCode === null) {
      if ((await this.tryDocker('version')).code === 0) return null;
      await delay(50);
    }
    const { stdout } = await sandbox.run(['tail', '--lines=1', '/run/dockerd.log']);
    return `dockerd does not start here: ${stdout.trim()}`;
  }

  async #makeImage(): Promise<void> {
    const busybox = programs.busybox.find((path) => existsSync(path)) ?? '';
    await this.sandbox.commands(`
      mkdir -p /run/image/bin
      cp ${busybox} /run/image/bin/busybox
      ln -s busybox /run/image/bin/sh
      ln -s busybox /run/image/bin/httpd
      ln -s busybox /run/image/bin/sleep
      cp /etc/hostname /run/image/index.html
      tar --directory /run/image --create --file /run/image.tar .
    `);
    await this.docker('import', '/run/image.tar', 'busybox');
  }
}

/** Control groups that hold no process any more are removed from the leaves up. */
async function removeCgroup(path: string): Promise<void> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeCgroup(join(path, entry.name));
  await rmdir(path).catch(() => undefined);
}
