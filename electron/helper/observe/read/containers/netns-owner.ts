import { namespacePath } from '../../../system/proc/namespace-path';
import { containerEndpointId, type Container } from '../../records/container';
import type { NetnsOwner, ProcessNamespace } from '../../records/reading';
import type { NamedNamespace } from '../../../system/netns/parse-namespace-ids';

/**
 * Finds the owner of each network namespace: a container, a name or a process. Containers that
 * share a namespace (`--network container:x`, pods) are one owner with several names, and a
 * container whose namespace has a name (Podman names all of them) is that container.
 *
 * @param host inode of the host's namespace, which is left out
 */
export function netnsOwners(
  named: readonly NamedNamespace[],
  containers: readonly Container[],
  holders: readonly ProcessNamespace[],
  host: number,
): readonly NetnsOwner[] {
  const inodes = new Set(containers.map(({ inode }) => inode));
  const withContainers = [...inodes].flatMap(
    (inode) =>
      ownerOf(
        containers.filter((container) => container.inode === inode),
        named.find((namespace) => namespace.inode === inode)?.name,
      ) ?? [],
  );
  const bare = named
    .filter(({ inode }) => !inodes.has(inode))
    .map(({ name, path, inode }): NetnsOwner => ({
      id: `netns:${name}`,
      name,
      runtime: 'netns',
      state: 'running',
      inode,
      path,
      namespace: name,
    }));
  const known = new Set([...inodes, ...named.map(({ inode }) => inode)]);
  const processOwned = holders.filter(({ inode }) => !known.has(inode)).map(ownerByProcess);
  return [...bare, ...withContainers, ...processOwned].filter(({ inode }) => inode !== host);
}

/** The process's name alone is not unique: many programs create a namespace for each worker. */
function ownerByProcess(holder: ProcessNamespace): NetnsOwner {
  const { inode, pid, process } = holder;
  const name = `${process.replace(/[^A-Za-z0-9_.-]+/g, '-')}-${String(pid)}`;
  return {
    id: `netns:${String(inode)}`,
    name,
    runtime: 'netns',
    state: 'running',
    inode,
    pid,
    holder,
    path: namespacePath({ pid }),
  };
}

function ownerOf(
  group: readonly Container[],
  namespace: string | undefined,
): NetnsOwner | undefined {
  const [owner, ...others] = [...group].sort(ownerFirst);
  if (owner === undefined) return undefined;
  return {
    id: containerEndpointId(owner),
    name: owner.name,
    names: others.length === 0 ? undefined : [owner, ...others].map(({ name }) => name),
    runtime: owner.runtime,
    state: owner.state,
    inode: owner.inode,
    path: namespacePath({ pid: owner.pid }),
    namespace,
    pid: owner.pid,
    image: owner.image,
    project: owner.project,
    labels: owner.labels,
    health: owner.health,
    networks: owner.networks,
  };
}

/** The container that the namespace was created for comes first, then the others by age. */
function ownerFirst(a: Container, b: Container): number {
  return (
    Number(a.sharesNamespace) - Number(b.sharesNamespace) ||
    a.created - b.created ||
    (a.id < b.id ? -1 : 1)
  );
}
