import { readFile } from 'node:fs/promises';
import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Listener } from '#shared/model/snapshot';
import { findSocketProcesses, type SocketProcess } from './processes';
import { parseProcSockets, type ListeningSocket } from './sockets';

const files: readonly (readonly [string, Protocol, Family])[] = [
  ['tcp', 'tcp', 4],
  ['tcp6', 'tcp', 6],
  ['udp', 'udp', 4],
  ['udp6', 'udp', 6],
];

/** Reads the listening sockets of the namespace that a process is in; empty when the process has gone. */
export async function readSockets(pid: number | 'self'): Promise<readonly ListeningSocket[]> {
  const texts = await Promise.all(
    files.map(([file]) => readFile(`/proc/${String(pid)}/net/${file}`, 'utf8').catch(() => '')),
  );
  return files.flatMap(([, protocol, family], i) =>
    parseProcSockets(texts[i] ?? '', protocol, family),
  );
}

/** Names the processes of sockets, and remembers them for as long as the sockets are there. */
export class SocketNames {
  readonly #known = new Map<number, SocketProcess>();

  /** Turns sockets into listeners. Only sockets that were not seen before cost a look into /proc. */
  async name(
    sockets: readonly ListeningSocket[],
    pids: readonly number[],
  ): Promise<readonly Listener[]> {
    const unknown = new Set(sockets.map(({ inode }) => inode).filter((i) => !this.#known.has(i)));
    if (unknown.size > 0) {
      for (const [inode, owner] of await findSocketProcesses(unknown, pids)) {
        this.#known.set(inode, owner);
      }
    }
    return sockets
      .map(({ protocol, address, port, inode, uid }): Listener => ({
        protocol,
        address,
        port,
        ...this.#known.get(inode),
        uid,
      }))
      .sort(byPlace);
  }

  /** Forgets all sockets but these. */
  keep(inodes: ReadonlySet<number>): void {
    for (const inode of this.#known.keys()) if (!inodes.has(inode)) this.#known.delete(inode);
  }
}

function byPlace(a: Listener, b: Listener): number {
  return (
    a.protocol.localeCompare(b.protocol) ||
    a.port - b.port ||
    a.address.localeCompare(b.address) ||
    (a.pid ?? 0) - (b.pid ?? 0)
  );
}
