import type { NamedNamespace } from '../namespaces';
import { containerEndpointId, type Container, type ContainerRuntime } from './container';

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
}

/**
 * Joins named namespaces and containers into the inhabitants of namespaces. Each namespace has one: containers
 * that share one (`--network container:x`, pods) have several names, and a container whose namespace is named
 * as well (Podman names all of them) is that container.
 *
 * @param host inode of the host's namespace, whose inhabitants are not listed
 */
export function inhabitants(
  named: readonly NamedNamespace[],
  containers: readonly Container[],
  host: number,
): readonly Inhabitant[] {
  const inodes = new Set(containers.map(({ inode }) => inode));
  const inhabited = [...inodes].flatMap(
    (inode) =>
      inhabitantOf(
        containers.filter((container) => container.inode === inode),
        named.find((namespace) => namespace.inode === inode)?.name,
      ) ?? [],
  );
  const bare = named
    .filter(({ inode }) => !inodes.has(inode))
    .map(({ name, path, inode }): Inhabitant => ({
      ...{ id: `netns:${name}`, name, runtime: 'netns', state: 'running', inode, path },
      namespace: name,
    }));
  return [...bare, ...inhabited].filter(({ inode }) => inode !== host);
}

function inhabitantOf(
  group: readonly Container[],
  namespace: string | undefined,
): Inhabitant | undefined {
  const [owner, ...guests] = [...group].sort(ownerFirst);
  if (owner === undefined) return undefined;
  return {
    id: containerEndpointId(owner),
    name: owner.name,
    ...(guests.length === 0 ? {} : { names: [owner, ...guests].map(({ name }) => name) }),
    runtime: owner.runtime,
    state: owner.state,
    inode: owner.inode,
    path: `/proc/${String(owner.pid)}/ns/net`,
    ...(namespace === undefined ? {} : { namespace }),
    pid: owner.pid,
    image: owner.image,
    ...(owner.project === undefined ? {} : { project: owner.project }),
  };
}

/** The container that the namespace was made for comes first, then the others as they were made. */
function ownerFirst(a: Container, b: Container): number {
  return Number(a.guest) - Number(b.guest) || a.created - b.created || (a.id < b.id ? -1 : 1);
}
