import type { Protocol } from '#shared/model/port-spec';
import type { ContainerNetwork, Endpoint } from '#shared/model/snapshot';

/** A host port that an engine reports as published for a container. */
export interface PublishedPort {
  readonly protocol: Protocol;
  /** Canonical; `0.0.0.0` and `::` are the wildcards of their family. */
  readonly hostIp: string;
  readonly hostPort: number;
  readonly containerPort: number;
}

export type ContainerRuntime = 'docker' | 'podman';

/** A container as an engine lists it. */
export interface ListedContainer {
  /** All 64 hexadecimal digits. */
  readonly id: string;
  readonly name: string;
  readonly image: string;
  /** The engine's term: `running`, `paused`, `restarting`. */
  readonly state: string;
  /** The compose project of the container. */
  readonly project?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly health?: Endpoint['health'];
  readonly networks: readonly ContainerNetwork[];
  /** When it was created, in seconds since 1970. */
  readonly created: number;
  readonly ports: readonly PublishedPort[];
}

/** The fields that only an inspection returns. */
export interface ContainerProcess {
  /** Its first process, in the engine's process namespace; 0 while there is none. */
  readonly pid: number;
  /** Whether it uses the network namespace of another container. */
  readonly sharesNamespace: boolean;
}

/** A running container, and the network namespace of its first process. */
export interface Container extends ListedContainer, ContainerProcess {
  readonly runtime: ContainerRuntime;
  /** Inode of the network namespace. */
  readonly inode: number;
}

/** An endpoint's id for a container: its runtime and the short form of its id. */
export function containerEndpointId({ runtime, id }: Pick<Container, 'runtime' | 'id'>): string {
  return `${runtime}:${id.slice(0, 12)}`;
}
