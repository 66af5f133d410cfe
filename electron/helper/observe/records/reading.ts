import type { HostSysctls, PortVlan } from '#shared/model/network';
import type { Table } from '#shared/model/rules';
import type { Listener, Topology } from '#shared/model/snapshot';
import type { Protocol } from '#shared/model/port-spec';
import type { Text } from '#shared/messages/message';
import type { AppError } from '#shared/result/app-error';
import type { Container, ContainerRuntime } from './container';
import type { NamedNamespace } from '../../system/proc/namespaces';
import type { NetworkReading } from '../../system/ip/parse-network';

/** The settings of one interface. */
export interface InterfaceSysctls {
  readonly rpFilter: number;
  readonly routeLocalnet: boolean;
}

/** The kernel settings that decide whether packets pass: the host's, and those of each interface by name. */
export interface SysctlReading extends HostSysctls {
  readonly interfaces: ReadonlyMap<string, InterfaceSysctls>;
}

/** The inode of a namespace, by the id that the helper's own namespace has for it. */
export type NamespaceIds = ReadonlyMap<number, number>;

/** Who lives in a network namespace other than the host's: what an endpoint is called and where it is found. */
export interface Inhabitant {
  readonly id: string;
  readonly name: string;
  /** All names when containers share the namespace, its owner's first. */
  readonly names?: readonly string[];
  readonly runtime: ContainerRuntime | 'netns';
  readonly state: string;
  readonly inode: number;
  /** A file that stands for the namespace. */
  readonly path: string;
  /** Its name under /run/netns. */
  readonly namespace?: string;
  readonly pid?: number;
  readonly image?: string;
  readonly project?: string;
  readonly labels?: Container['labels'];
  readonly health?: Container['health'];
  readonly networks?: Container['networks'];
  /** The process that alone keeps the namespace. */
  readonly holder?: NamespaceHolder;
}

/** A network namespace that has no name and is no container's, and the first process in it. */
export interface NamespaceHolder {
  readonly inode: number;
  readonly pid: number;
  readonly process: string;
}

/** Why a part is old, and since when. */
export interface Staleness {
  readonly part: string;
  readonly error: AppError;
  /** When it was read for the last time. */
  readonly since: Date;
}

/** What one process of Docker's userland proxy serves. */
export interface ProxyProcess {
  readonly pid: number;
  readonly protocol: Protocol;
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerIp: string;
  readonly containerPort: number;
}

/** Everything that the collectors read of one namespace that may be an endpoint. */
export interface NamespaceReading extends Omit<Inhabitant, 'path'> {
  readonly network: NetworkReading;
  readonly listeners: readonly Listener[];
}

/** Everything that the collectors read at one moment; the topology is computed from it. */
export interface Reading {
  readonly hostname: string;
  /** The host's own. */
  readonly network: NetworkReading;
  readonly listeners: readonly Listener[];
  readonly ipForward: boolean;
  readonly sysctls: SysctlReading;
  /** What the ports of VLAN-filtering bridges carry; empty when none filters. */
  readonly vlans: readonly PortVlan[];
  readonly backend: 'nft' | 'legacy';
  readonly tables: readonly Table[];
  readonly namespaces: readonly NamespaceReading[];
  /** The namespaces that have a name, and the ids by which the host's knows others: both lead to inodes. */
  readonly named: readonly NamedNamespace[];
  readonly namespaceIds: NamespaceIds;
  /** The containers that run, those in the host's own namespace too. */
  readonly containers: readonly Container[];
  /** Those that are in the host's own namespace. */
  readonly hostContainers: readonly Container[];
  /** Docker's proxies that listen on the host. */
  readonly proxies: readonly ProxyProcess[];
  /** What a person should know as long as it is so, such as what could not be read anew. */
  readonly warnings: readonly Text[];
  /** What could not be read anew, and is as it was. */
  readonly stale: readonly Staleness[];
}

/** The machine at one moment: what was read, and what was derived from it. */
export interface View {
  readonly reading: Reading;
  readonly topology: Topology;
}
