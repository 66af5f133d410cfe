import { hostname } from 'node:os';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Message } from '#shared/messages/message';
import { ok, type Result } from '#shared/result/result';
import type { Container } from '../records/container';
import type { ContainerEngines } from './containers/container-engines';
import { nameContainers } from './containers/container-of-process';
import { netnsOwners } from './containers/netns-owner';
import { ProcessNamespaces } from './process-namespaces';
import { HostReader } from './host-reader';
import { foreignBudget, ListenerReader } from './listeners';
import { readNamedNamespaces } from '../../system/netns/named-namespaces';
import { Networks, type Urgency } from './network/networks';
import type { NetworkEvent } from '../../system/ip/parse-ip-monitor';
import { emptyNetwork, type NetworkReading } from '../../system/ip/parse-network';
import { Part } from './parts/part';
import {
  namespaceInode,
  readNamespaceProcesses,
  type NamespaceProcesses,
} from '../../system/proc/processes';
import { DockerProxies } from './proxies/docker-proxies';
import type { NamespaceReading, Reading, NetnsOwner, Staleness } from '../records/reading';
import { RulesReader } from './rules-reader';

/** How long the host's listeners may take, in milliseconds. */
const limit = 3_000;

/**
 * Reads the kernel. Listeners and rules, which send no events, are read each time; the network of a
 * namespace, which costs a process, only when it may have changed. If a part fails or times out,
 * its last value is kept and marked stale.
 */
export class Collector {
  readonly #networks = new Networks();
  readonly #processNamespaces = new ProcessNamespaces();
  readonly #host = new HostReader();
  readonly #rules = new RulesReader();
  readonly #listeners = new ListenerReader();
  readonly #hostListeners = new Part<readonly Listener[]>('listeners', limit);
  readonly #proxies = new DockerProxies();
  readonly #engines: ContainerEngines;

  constructor(engines: ContainerEngines) {
    this.#engines = engines;
  }

  /**
   * Marks links, addresses and routes as changed, so that they are read again.
   *
   * @param inode only of this namespace; the host's is always included
   */
  networkChanged(inode?: number): void {
    this.#networks.changed(inode);
  }

  /** Records an event of the kernel; returns how soon it needs a reading. */
  notice(event: NetworkEvent): Urgency {
    return this.#networks.notice(event);
  }

  /** Reads everything once. Fails only when a part of the host was never read successfully. */
  async read(): Promise<Result<Reading>> {
    const self = (await namespaceInode('self')) ?? 0;
    const [named, processes, engines] = await Promise.all([
      readNamedNamespaces(),
      readNamespaceProcesses(),
      this.#engines.read(),
    ]);
    const { containers } = engines;
    const known = new Set([self, ...[...named, ...containers].map(({ inode }) => inode)]);
    const unnamed = await this.#processNamespaces.find(processes, known);
    const foreign = netnsOwners(named, containers, unnamed.namespaces, self);
    const inodes = foreign.map(({ inode }) => inode);
    const trusted = foreign.filter((owner) => !isOfOtherUser(owner));
    await this.#networks.begin(self, named, trusted);
    this.#listeners.begin();
    const hostContainers = containers.filter(({ inode }) => inode === self);
    const [network, rules, listeners, namespaces] = await Promise.all([
      this.#networks.read(self, 'network', null),
      this.#rules.read(),
      this.#readHostListeners(self, processes, hostContainers),
      Promise.all(foreign.map((namespace) => this.#readNamespace(namespace, processes))),
    ]);
    if (network?.ok === false) return network;
    if (!rules.ok) return rules;
    if (!listeners.ok) return listeners;
    const own = network?.value ?? emptyNetwork;
    const host = await this.#host.read(own);
    this.#forgetAllBut(new Set([self, ...inodes]));
    return ok({
      hostname: hostname(),
      network: own,
      ...host,
      ...rules.value,
      listeners: listeners.value,
      ipForward: host.sysctls.ipForward,
      namespaces: namespaces.flatMap((namespace) => namespace ?? []),
      named,
      namespaceIds: this.#networks.ids,
      containers,
      hostContainers,
      proxies: await this.#proxies.read(listeners.value),
      warnings: [
        ...engines.warnings,
        ...rules.value.warnings,
        ...omissions(unnamed.omitted, this.#listeners.omitted, own, namespaces),
      ],
      stale: [...this.#stale(), ...engines.stale],
    });
  }

  /** Reads the rules alone. Fails when they were never read successfully. */
  readRules(): Promise<Result<Pick<Reading, 'tables' | 'backend'>>> {
    return this.#rules.read();
  }

  #stale(): readonly Staleness[] {
    const { staleness } = this.#hostListeners;
    const parts = [this.#networks.stale, this.#host.stale, this.#rules.stale];
    return [...parts, staleness ?? []].flat();
  }

  #readHostListeners(
    self: number,
    processes: NamespaceProcesses,
    containers: readonly Container[],
  ): Promise<Result<readonly Listener[]>> {
    const pids = processes.get(self) ?? [];
    return this.#hostListeners.read(async () => {
      const listeners = await this.#listeners.read({ namespace: self, pid: 'self', pids });
      return ok(await nameContainers(listeners, containers));
    });
  }

  /** null when the namespace has disappeared. */
  async #readNamespace(
    { path, ...owner }: NetnsOwner,
    processes: NamespaceProcesses,
  ): Promise<NamespaceReading | null> {
    const { inode, id } = owner;
    const pids = processes.get(inode) ?? [];
    const pid = owner.pid ?? pids[0];
    if (isOfOtherUser(owner)) {
      const last = this.#networks.lastOfOtherUser({ inode, id, path });
      // It is shown once it has been read.
      if (last === undefined || pid === undefined) return null;
      const listeners = await this.#listeners.read({ namespace: inode, pid, pids }, foreignBudget);
      return { ...owner, pid, network: last, listeners };
    }
    const network = await this.#networks.read(inode, id, path);
    if (network === null) return null;
    const listeners =
      pid === undefined ? [] : await this.#listeners.read({ namespace: inode, pid, pids });
    return {
      ...owner,
      pid,
      network: network.ok ? network.value : emptyNetwork,
      listeners,
    };
  }

  #forgetAllBut(alive: ReadonlySet<number>): void {
    this.#listeners.keep(alive);
    this.#networks.keep(alive);
  }
}

function isOfOtherUser({ holder }: Pick<NetnsOwner, 'holder'>): boolean {
  return holder?.user !== undefined;
}

/** Says what was left out of a reading. */
function omissions(
  namespaces: number,
  listeners: number,
  host: NetworkReading,
  others: readonly (NamespaceReading | null)[],
): readonly Message[] {
  const records = others.reduce(
    (sum, namespace) => sum + (namespace?.network.unread ?? 0),
    host.unread,
  );
  return [
    namespaces === 0 ? [] : msg('warning.namespacesOmitted', { count: namespaces }),
    listeners === 0 ? [] : msg('warning.listenersOmitted', { count: listeners }),
    records === 0 ? [] : msg('warning.recordsUnread', { count: records }),
  ].flat();
}
