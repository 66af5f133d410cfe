import type { Table } from '#shared/model/rules';
import type { Listener } from '#shared/model/snapshot';
import type { DefaultRoute, NetworkReading } from './links';

/** Everything that the collectors read of one namespace that may be an endpoint. */
export interface NamespaceReading {
  readonly name: string;
  readonly inode: number;
  /** The process with the lowest id in the namespace. */
  readonly pid?: number;
  readonly network: NetworkReading;
  readonly defaultRoutes6: readonly DefaultRoute[];
  readonly listeners: readonly Listener[];
}

/** Everything that the collectors read at one moment; the topology is computed from it. */
export interface Reading {
  readonly hostname: string;
  readonly network: NetworkReading;
  readonly listeners: readonly Listener[];
  readonly ipForward: boolean;
  readonly backend: 'nft' | 'legacy';
  readonly tables: readonly Table[];
  readonly namespaces: readonly NamespaceReading[];
}
