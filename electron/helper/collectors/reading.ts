import type { Table } from '#shared/model/rules';
import type { Listener } from '#shared/model/snapshot';
import type { Container } from './containers/container';
import type { Inhabitant } from './containers/inhabitants';
import type { ProxyProcess } from './proxies/parse-docker-proxy';
import type { DefaultRoute, NetworkReading } from './links';

/** Everything that the collectors read of one namespace that may be an endpoint. */
export interface NamespaceReading extends Omit<Inhabitant, 'path'> {
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
  /** The containers that run, those in the host's own namespace too. */
  readonly containers: readonly Container[];
  /** Docker's proxies that listen on the host. */
  readonly proxies: readonly ProxyProcess[];
  /** What a person should know as long as it is so, such as what could not be read anew. */
  readonly warnings: readonly string[];
}
