import { expect } from 'vitest';
import { patchSnapshot } from '#shared/diff/snapshot-diff';
import type { Snapshot } from '#shared/model/snapshot';
import { connectHelper } from '#transport/helper-connection';
import { toEnglish } from '#shared/messages/message';
import { dockerSocket, type DockerMachine } from '../machines/docker-machine';
import { sharedDockerTest } from '../machines/machine-test';
import { RandomContainers, randomOf } from '../machines/random-containers';
import { type Sandbox } from '../machines/sandbox';

const acts = 200;
const atOnce = 4;
const names = Array.from({ length: 12 }, (_, i) => `c${String(i)}`);
const networks = ['one', 'two'];
const seed = Number(process.env['PORTOLAN_SEED'] ?? Date.now() % 1_000_000);

const it = sharedDockerTest(async (docker) => {
  for (const network of networks) await docker.cli('network', 'create', network);
});

interface ListedLink {
  readonly ifindex: number;
  readonly ifname: string;
  readonly link_index?: number;
  readonly address: string;
  readonly master?: string;
  readonly addr_info: readonly { readonly local: string; readonly prefixlen: number }[];
}

interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State: { readonly Pid: number; readonly Status: string };
  readonly HostConfig: { readonly NetworkMode: string };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, { readonly IPAddress: string }>>;
  };
}

async function output(machine: Sandbox, ...argv: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await machine.run(argv);
  if (code !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
  return stdout;
}

async function links(machine: Sandbox, pid?: number): Promise<readonly ListedLink[]> {
  const enter = pid === undefined ? [] : ['nsenter', `--net=/proc/${String(pid)}/ns/net`, '--'];
  return JSON.parse(
    await output(machine, ...enter, 'ip', '-json', 'address', 'show'),
  ) as ListedLink[];
}

const addressesOf = ({ addr_info: list }: ListedLink) =>
  list.map(({ local, prefixlen }) => `${local}/${String(prefixlen)}`).sort();

async function namespaceOf(machine: Sandbox, pid: number | 'self'): Promise<string> {
  return (await output(machine, 'readlink', `/proc/${String(pid)}/ns/net`)).trim();
}

async function inspected(docker: DockerMachine): Promise<readonly Inspected[]> {
  const ids = (await docker.cli('ps', '--quiet', '--no-trunc')).split('\n').filter(Boolean);
  return ids.length === 0 ? [] : (JSON.parse(await docker.cli('inspect', ...ids)) as Inspected[]);
}

/** What exists, as Docker and iproute2 report it. */
async function truth(docker: DockerMachine, machine: Sandbox) {
  const [running, host] = await Promise.all([inspected(docker), links(machine)]);
  const byNamespace = new Map<string, Inspected[]>();
  for (const container of running) {
    const namespace = await namespaceOf(machine, container.State.Pid);
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), container]);
  }
  const hostNamespace = await namespaceOf(machine, 'self');
  // Also one that shares the network of a container that is in the host's.
  const onHost = byNamespace.get(hostNamespace) ?? [];
  byNamespace.delete(hostNamespace);
  const endpoints = await Promise.all(
    [...byNamespace.values()].map(async (group) => {
      const owner = group.find(
        ({ HostConfig }) => !HostConfig.NetworkMode.startsWith('container:'),
      );
      const listed = owner ?? group[0];
      if (listed === undefined) throw new Error('a namespace without a container was found');
      const { Id, Name, State, NetworkSettings } = listed;
      const inside = await links(machine, State.Pid);
      return {
        id: `docker:${Id.slice(0, 12)}`,
        name: Name.slice(1),
        names: group.map((one) => one.Name.slice(1)).sort(),
        state: State.Status,
        networks: Object.entries(NetworkSettings.Networks)
          .map(([name, { IPAddress }]) => `${name} ${IPAddress}`)
          .sort(),
        interfaces: inside
          .filter(({ ifname }) => ifname !== 'lo')
          .map((link) => ({
            name: link.ifname,
            mac: link.address,
            addresses: addressesOf(link),
            bridge: host.find(({ ifindex }) => ifindex === link.link_index)?.master,
          })),
      };
    }),
  );
  return {
    endpoints: endpoints.sort((a, b) => (a.id < b.id ? -1 : 1)),
    host: host
      .map((link) => [link.ifname, link.address, link.master, ...addressesOf(link)].join(' '))
      .sort(),
    onHost: onHost.map(({ Name }) => Name.slice(1)).sort(),
  };
}

/** The same out of a snapshot. */
function shown({ endpoints, host }: Snapshot): Awaited<ReturnType<typeof truth>> {
  return {
    endpoints: endpoints
      .filter(({ name }) => name !== 'lan')
      .map(({ id, name, names: all, state, networks: joined, interfaces }) => ({
        id,
        name,
        state,
        names: [...(all ?? [name])].sort(),
        networks: (joined ?? []).map((one) => `${one.name} ${one.address ?? ''}`).sort(),
        interfaces: interfaces.map((link) => ({
          name: link.name,
          mac: link.mac,
          bridge: link.bridge,
          addresses: [...link.addresses].sort(),
        })),
      })),
    host: host.interfaces
      .map(({ name, mac, bridge, addresses }) => [name, mac, bridge, ...[...addresses].sort()])
      .map((words) => words.join(' '))
      .sort(),
    onHost: (host.containers ?? []).map(({ name }) => name).sort(),
  };
}

it(
  `agrees with Docker and iproute2 after ${String(acts)} random acts (PORTOLAN_SEED=${String(seed)})`,
  { timeout: 180_000 },
  async ({ docker, machine, helper }) => {
    let mirror: Snapshot | null = null;
    const connection = await connectHelper(
      machine.outsidePath('/run/portolan/helper.sock'),
      (event) => {
        if (event.type !== 'changes' || mirror === null) return;
        mirror = patchSnapshot(mirror, event.diff);
      },
    );
    if (!connection.ok) throw new Error(toEnglish(connection.error.message));
    const first = await connection.value.call.subscribe({});
    if (!first.ok) throw new Error(toEnglish(first.error.message));
    mirror = first.value;

    const socket = machine.outsidePath(dockerSocket);
    const containers = new RandomContainers(socket, randomOf(seed), names, networks);
    while (containers.total < acts) await containers.burst(atOnce);
    expect(containers.total).toBeGreaterThanOrEqual(acts);
    for (const act of ['start', 'stop', 'kill', 'connect', 'disconnect']) {
      expect([act, containers.done.get(act) ?? 0]).not.toEqual([act, 0]);
    }

    const is = await truth(docker, machine);
    expect(is.endpoints.length + is.onHost.length).toBeGreaterThan(0);
    const snapshot = async () => (await helper.cli('snapshot')).value as unknown as Snapshot;
    await expect.poll(async () => shown(await snapshot())).toEqual(is);
    // What the chart is drawn from: the first snapshot and all changes since.
    await expect.poll(() => mirror !== null && shown(mirror)).toEqual(is);
    connection.value.close();
  },
);
