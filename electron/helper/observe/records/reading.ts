import type { HostSysctls, PortVlan } from '#shared/model/network';
import type { Table } from '#shared/model/rules';
import type { Listener, Topology } from '#shared/model/snapshot';
import type { Protocol } from '#shared/model/port-spec';
import type { Text } from '#shared/messages/message';
import type { AppError } from '#shared/result/app-error';
import type { Container, ContainerRuntime } from './container';
import type { NamespaceIds, NamedNamespace } from '../../system/netns/parse-namespace-ids';
import type { NetworkReading } from '../../system/ip/parse-network';

/** The settings of one interface. */
export interface InterfaceSysctls {
  readonly rpFilter: number;
  readonly routeLocalnet: boolean;
}

/**
 * The kernel settings that decide whether packets pass: the host's, and each interface's by name.
 */
export interface SysctlReading extends HostSysctls {
  readonly interfaces: ReadonlyMap<string, InterfaceSysctls>;
}

/**
 * The owner of a network namespace other than the host's: the endpoint's name and how to reach it.
 */
export interface NetnsOwner {
  readonly id: string;
  readonly name: string;
  /** All names when containers share the namespace, the owner's first. */
  readonly names?: readonly string[];
  readonly runtime: ContainerRuntime | 'netns';
  readonly state: string;
  readonly inode: number;
  /** The namespace's file. */
  readonly path: string;
  /** Its name under /run/netns. */
  readonly namespace?: string;
  readonly pid?: number;
  readonly image?: string;
  readonly project?: string;
  readonly labels?: Container['labels'];
  readonly health?: Container['health'];
  readonly networks?: Container['networks'];
  /** The process, if only a process keeps the namespace. */
  readonly holder?: ProcessNamespace;
}

/** A network namespace without a name and a container, and its first process. */
export interface ProcessNamespace {
  readonly inode: number;
  readonly pid: number;
  readonly process: string;
  /** The uid of the user who made it; absent when only root can have. */
  readonly user?: number;
}

/** Why a part is stale, and since when. */
export interface Staleness {
  readonly part: string;
  readonly error: AppError;
  /** When it was last read. */
  readonly since: Date;
}

/** A process of Docker's userland proxy and the port that it serves. */
export interface ProxyProcess {
  readonly pid: number;
  readonly protocol: Protocol;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerIp: string;
  readonly containerPort: number;
}

/** A reading of one namespace that may be an endpoint. */
export interface NamespaceReading extends Omit<NetnsOwner, 'path'> {
  readonly network: NetworkReading;
  readonly listeners: readonly Listener[];
}

/** Everything that was read at one moment; the topology is computed from it. */
export interface Reading {
  readonly hostname: string;
  /** The host's. */
  readonly network: NetworkReading;
  readonly listeners: readonly Listener[];
  readonly ipForward: boolean;
  readonly sysctls: SysctlReading;
  /** VLANs of the ports of VLAN-filtering bridges; empty when no bridge filters. */
  readonly vlans: readonly PortVlan[];
  readonly backend: 'nft' | 'legacy';
  readonly tables: readonly Table[];
  readonly namespaces: readonly NamespaceReading[];
  /** The named namespaces, and the host's ids for others: both lead to inodes. */
  readonly named: readonly NamedNamespace[];
  readonly namespaceIds: NamespaceIds;
  /** The running containers, including those in the host's own namespace. */
  readonly containers: readonly Container[];
  /** The containers in the host's own namespace. */
  readonly hostContainers: readonly Container[];
  /** Docker's proxies that listen on the host. */
  readonly proxies: readonly ProxyProcess[];
  /** Warnings that last as long as their cause, such as parts that could not be read. */
  readonly warnings: readonly Text[];
  /** The stale parts, which keep their last value. */
  readonly stale: readonly Staleness[];
}

/** The machine at one moment: what was read, and what was derived from it. */
export interface View {
  readonly reading: Reading;
  readonly topology: Topology;
}
