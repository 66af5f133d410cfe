import { readFile } from 'node:fs/promises';
import type { Listener } from '#shared/model/snapshot';
import { parseDockerProxy } from './parse-docker-proxy';
import type { ProxyProcess } from '../../records/reading';

/** Finds the processes of Docker's userland proxy among listeners, and caches what they serve. */
export class DockerProxies {
  #known = new Map<number, ProxyProcess | null>();

  /** Reads the command lines of new proxies. Trusts only root's. */
  async read(listeners: readonly Listener[]): Promise<readonly ProxyProcess[]> {
    const pids = listeners.flatMap(({ process, pid, uid }) =>
      process === 'docker-proxy' && uid === 0 && pid !== undefined ? [pid] : [],
    );
    const entries = await Promise.all(
      [...new Set(pids)].map(async (pid) => {
        const known = this.#known.get(pid);
        return [pid, known === undefined ? await readProxy(pid) : known] as const;
      }),
    );
    this.#known = new Map(entries);
    return entries.flatMap(([, proxy]) => proxy ?? []);
  }
}

async function readProxy(pid: number): Promise<ProxyProcess | null> {
  const cmdline = await readFile(`/proc/${String(pid)}/cmdline`, 'utf8').catch(() => '');
  const proxy = parseDockerProxy(cmdline);
  return proxy === null ? null : { pid, ...proxy };
}
