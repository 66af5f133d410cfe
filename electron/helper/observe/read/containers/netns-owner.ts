import { namespacePath } from '../../../system/netns/namespace-path';
import type { NamedNamespace } from '../../../system/netns/named-namespaces';
import { containerEndpointId, type Container } from '../../records/container';
import type { Inhabitant, NamespaceHolder } from '../../records/reading';

/**
 * Joins named namespaces, containers and what processes hold into the inhabitants of namespaces. Each namespace has one: containers
 * that share one (`--network container:x`, pods) have several names, and a container whose namespace is named
 * as well (Podman names all of them) is that container.
 *
 * @param host inode of the host's namespace, whose inhabitants are not listed
 */
export function inhabitants(
  named: readonly NamedNamespace[],
  containers: readonly Container[],
  holders: readonly NamespaceHolder[],
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
  const known = new Set([...inodes, ...named.map(({ inode }) => inode)]);
  const held = holders.filter(({ inode }) => !known.has(inode)).map(heldBy);
  return [...bare, ...inhabited, ...held].filter(({ inode }) => inode !== host);
}

/** The process's name alone would not do: many programs make a namespace for each of their workers. */
function heldBy(holder: NamespaceHolder): Inhabitant {
  const { inode, pid, process } = holder;
  const name = `${process.replace(/[^A-Za-z0-9_.-]+/g, '-')}-${String(pid)}`;
  return {
    ...{
      id: `netns:${String(inode)}`,
      name,
      runtime: 'netns',
      state: 'running',
      inode,
      pid,
      holder,
    },
    path: namespacePath({ pid }),
  };
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
    path: namespacePath({ pid: owner.pid }),
    ...(namespace === undefined ? {} : { namespace }),
    pid: owner.pid,
    image: owner.image,
    ...(owner.project === undefined ? {} : { project: owner.project }),
    labels: owner.labels,
    ...(owner.health === undefined ? {} : { health: owner.health }),
    networks: owner.networks,
  };
}

/** The container that the namespace was made for comes first, then the others as they were made. */
function ownerFirst(a: Container, b: Container): number {
  return Number(a.guest) - Number(b.guest) || a.created - b.created || (a.id < b.id ? -1 : 1);
}
