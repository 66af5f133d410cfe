import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { ok, type Result } from '#shared/result/result';
import type { ContainerEngines } from './containers/container-engines';
import { nameContainers } from './containers/container-of-process';
import { inhabitants, type Inhabitant } from './containers/inhabitants';
import { ipRead } from '../exec/ip';
import { iptablesBackend, iptablesSave } from '../exec/iptables';
import { readSysctl } from '../exec/sysctl';
import { parseDefaultRoutes6, parseNetwork, type NetworkReading } from './links';
import { ListenerReader } from './listeners';
import { readNamedNamespaces } from './namespaces';
import { otherRulesWarnings } from './other-rules';
import { OtherTables } from './other-tables';
import { namespaceInode, readNamespaceProcesses, type NamespaceProcesses } from './processes';
import { DockerProxies } from './proxies/docker-proxies';
import type { NamespaceReading, Reading } from './reading';

const emptyNetwork: NetworkReading = { links: [], defaultRoutes: [] };

/**
 * Reads the kernel. Listening sockets and rules are read anew each time; the network of a namespace, which
 * costs a process, only when {@link networkChanged} was told or the namespace is new.
 */
export class Collector {
  readonly #networks = new Map<number, NetworkReading>();
  readonly #listeners = new ListenerReader();
  readonly #proxies = new DockerProxies();
  readonly #otherTables = new OtherTables();
  readonly #engines: ContainerEngines;
  #backend: 'nft' | 'legacy' | null = null;
  /** Counts the calls of {@link networkChanged}: what was read before the last one is not kept. */
  #generation = 0;
  #self = 0;

  constructor(engines: ContainerEngines) {
    this.#engines = engines;
  }

  /**
   * Says that links, addresses or routes may have changed, so that they are read anew.
   *
   * @param inode of the one namespace concerned; the host's is always among them
   */
  networkChanged(inode?: number): void {
    this.#generation += 1;
    if (inode === undefined) {
      this.#networks.clear();
    } else {
      this.#networks.delete(inode);
      this.#networks.delete(this.#self);
    }
  }

  /** Reads everything once. Fails only when the helper's own namespace cannot be read. */
  async read(): Promise<Result<Reading>> {
    const self = (await namespaceInode('/proc/self/ns/net')) ?? 0;
    this.#self = self;
    const [named, processes, { containers, warnings }] = await Promise.all([
      readNamedNamespaces(),
      readNamespaceProcesses(),
      this.#engines.read(),
    ]);
    const backend = await this.#readBackend();
    if (!backend.ok) return backend;
    const network = await this.#readNetwork(self, null);
    if (!network.ok) return network;
    const [tables, otherTables] = await Promise.all([
      readTables(),
      this.#otherTables.read(backend.value),
    ]);
    if (!tables.ok) return tables;

    const foreign = inhabitants(named, containers, self);
    const [sockets, namespaces] = await Promise.all([
      this.#listeners.read(self, 'self', processes.get(self) ?? []),
      Promise.all(foreign.map((namespace) => this.#readNamespace(namespace, processes))),
    ]);
    const onHost = containers.filter(({ inode }) => inode === self);
    const listeners = await nameContainers(sockets, onHost);
    const alive = new Set([self, ...foreign.map(({ inode }) => inode)]);
    this.#listeners.keep(alive);
    this.#forgetNetworks(alive);
    return ok({
      hostname: hostname(),
      network: network.value,
      listeners,
      ipForward: await readForwarding(),
      backend: backend.value,
      tables: tables.value,
      namespaces,
      containers,
      proxies: await this.#proxies.read(listeners),
      warnings: [...warnings, ...otherRulesWarnings(backend.value, otherTables)],
    });
  }

  async #readNamespace(
    { path, ...inhabitant }: Inhabitant,
    processes: NamespaceProcesses,
  ): Promise<NamespaceReading> {
    const { inode } = inhabitant;
    const pids = processes.get(inode) ?? [];
    const pid = inhabitant.pid ?? pids[0];
    const network = await this.#readNetwork(inode, path);
    return {
      ...inhabitant,
      ...(pid === undefined ? {} : { pid }),
      // A namespace that vanished while it was read is gone with the next reading.
      network: network.ok ? network.value : emptyNetwork,
      defaultRoutes6: pid === undefined ? [] : await readDefaultRoutes6(pid),
      listeners: pid === undefined ? [] : await this.#listeners.read(inode, pid, pids),
    };
  }

  async #readNetwork(inode: number, path: string | null): Promise<Result<NetworkReading>> {
    const known = this.#networks.get(inode);
    if (known !== undefined) return ok(known);
    const generation = this.#generation;
    const text = await ipRead(path);
    if (!text.ok) return text;
    const network = parseNetwork(text.value);
    if (generation === this.#generation) this.#networks.set(inode, network);
    return ok(network);
  }

  #forgetNetworks(alive: ReadonlySet<number>): void {
    for (const inode of this.#networks.keys()) if (!alive.has(inode)) this.#networks.delete(inode);
  }

  async #readBackend(): Promise<Result<'nft' | 'legacy'>> {
    if (this.#backend !== null) return ok(this.#backend);
    const backend = await iptablesBackend();
    if (backend.ok) this.#backend = backend.value;
    return backend;
  }
}

async function readDefaultRoutes6(pid: number) {
  return parseDefaultRoutes6(
    await readFile(`/proc/${String(pid)}/net/ipv6_route`, 'utf8').catch(() => ''),
  );
}

/** Whether this host forwards IPv4 packets. */
export async function readForwarding(): Promise<boolean> {
  return (await readSysctl('net.ipv4.ip_forward')) === '1';
}

/** The tables of both families as they are now, without counters. */
export async function readTables(): Promise<Result<readonly Table[]>> {
  const [v4, v6] = await Promise.all([iptablesSave(4), iptablesSave(6)]);
  if (!v4.ok) return v4;
  // A kernel without IPv6 has no ip6tables; its rules are then none.
  return ok([
    ...parseUnlessKnown(v4.value, 'ipv4'),
    ...(v6.ok ? parseUnlessKnown(v6.value, 'ipv6') : []),
  ]);
}

/** The tables of both families as they are now, with the counters of each rule. */
export async function readCountedTables(): Promise<Result<readonly Table[]>> {
  const [v4, v6] = await Promise.all([iptablesSave(4, true), iptablesSave(6, true)]);
  if (!v4.ok) return v4;
  return ok([
    ...parseIptablesSave(v4.value, 'ipv4'),
    ...(v6.ok ? parseIptablesSave(v6.value, 'ipv6') : []),
  ]);
}

/** What was parsed last of each family. Rules are read every second and seldom change. */
const lastParsed = new Map<Table['family'], { text: string; tables: readonly Table[] }>();

function parseUnlessKnown(raw: string, family: Table['family']): readonly Table[] {
  // The comments carry the time of day.
  const text = raw.replace(/^#.*$/gm, '');
  const known = lastParsed.get(family);
  if (known?.text === text) return known.tables;
  const tables = parseIptablesSave(text, family);
  lastParsed.set(family, { text, tables });
  return tables;
}
