import type { PortVlan } from '#shared/model/network';
import type { Table } from '#shared/model/rules';
import type { Listener } from '#shared/model/snapshot';
import type { Container } from './containers/container';
import type { Inhabitant } from './containers/netns-owner';
import type { SysctlReading } from './host-sysctls';
import type { NamedNamespace } from '../../system/proc/namespaces';
import type { NamespaceIds } from './network/namespace-ids';
import type { NetworkReading } from '../../system/ip/parse-network';
import type { Staleness } from './part';
import type { ProxyProcess } from './proxies/parse-docker-proxy';

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
  readonly warnings: readonly string[];
  /** What could not be read anew, and is as it was. */
  readonly stale: readonly Staleness[];
}
