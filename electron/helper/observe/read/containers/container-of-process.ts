import { readFile } from 'node:fs/promises';
import type { Listener } from '#shared/model/snapshot';
import type { Container } from '../../records/container';

/**
 * Adds the names of containers to the listeners of their processes, by the process's control group,
 * whose path ends in the container's id (cgroups(7), `/proc/PID/cgroup`).
 */
export async function nameContainers(
  listeners: readonly Listener[],
  containers: readonly Container[],
): Promise<readonly Listener[]> {
  if (containers.length === 0) return listeners;
  return Promise.all(
    listeners.map(async (listener) => {
      const container = await containerOf(listener, containers);
      return container === undefined ? listener : { ...listener, container: container.name };
    }),
  );
}

async function containerOf(
  { pid }: Listener,
  containers: readonly Container[],
): Promise<Container | undefined> {
  if (pid === undefined) return undefined;
  const main = containers.find((container) => container.pid === pid);
  if (main !== undefined) return main;
  const groups = await readFile(`/proc/${String(pid)}/cgroup`, 'utf8').catch(() => '');
  return containers.find(({ id }) => groups.includes(id));
}
