import { readFile } from 'node:fs/promises';
import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Listener } from '#shared/model/snapshot';
import { readListeningSockets } from './listening-sockets';
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
  return parseFiles(await readFiles(pid));
}

function readFiles(pid: number | 'self'): Promise<readonly string[]> {
  return Promise.all(
    files.map(([file, protocol]) => {
      const path = `/proc/${String(pid)}/net/${file}`;
      const text = protocol === 'tcp' ? readListeningSockets(path) : readFile(path, 'utf8');
      return text.catch(() => '');
    }),
  );
}

function parseFiles(texts: readonly string[]): readonly ListeningSocket[] {
  return files.flatMap(([, protocol, family], i) =>
    parseProcSockets(texts[i] ?? '', protocol, family),
  );
}

/** Turns sockets into listeners, by the processes that hold them. */
export async function nameSockets(
  sockets: readonly ListeningSocket[],
  pids: readonly number[],
  known: ReadonlyMap<number, SocketProcess> = new Map(),
): Promise<readonly (readonly [ListeningSocket, SocketProcess | undefined])[]> {
  const unknown = new Set(sockets.map(({ inode }) => inode).filter((inode) => !known.has(inode)));
  const found =
    unknown.size === 0
      ? new Map<number, SocketProcess>()
      : await findSocketProcesses(unknown, pids);
  return sockets.map((socket) => [socket, known.get(socket.inode) ?? found.get(socket.inode)]);
}

export function listenerOf(
  { protocol, address, port, uid }: ListeningSocket,
  holder: SocketProcess | undefined,
): Listener {
  return { protocol, address, port, ...holder, uid };
}

/** What was read of a namespace last. */
interface LastRead {
  readonly texts: readonly string[];
  readonly holders: ReadonlyMap<number, SocketProcess>;
  readonly listeners: readonly Listener[];
}

/**
 * Reads the listeners of namespaces again and again. While nothing has changed in one, the very same value is
 * given; only sockets that were not seen before cost a look for their process.
 */
export class ListenerReader {
  readonly #last = new Map<number, LastRead>();

  /**
   * @param namespace inode that names the namespace
   * @param pid of a process in it
   * @param pids of all processes in it, which may hold the sockets
   */
  async read(
    namespace: number,
    pid: number | 'self',
    pids: readonly number[],
  ): Promise<readonly Listener[]> {
    const texts = await readFiles(pid);
    const last = this.#last.get(namespace);
    if (last !== undefined && texts.every((text, i) => text === last.texts[i])) {
      return last.listeners;
    }
    const named = await nameSockets(parseFiles(texts), pids, last?.holders);
    const listeners = named.map(([socket, holder]) => listenerOf(socket, holder)).sort(byPlace);
    const holders = new Map(
      named.flatMap(([{ inode }, holder]) => (holder === undefined ? [] : [[inode, holder]])),
    );
    this.#last.set(namespace, { texts, holders, listeners });
    return listeners;
  }

  /** Forgets all namespaces but these. */
  keep(namespaces: ReadonlySet<number>): void {
    for (const inode of this.#last.keys()) if (!namespaces.has(inode)) this.#last.delete(inode);
  }
}

function byPlace(a: Listener, b: Listener): number {
  return (
    order(a.protocol, b.protocol) ||
    a.port - b.port ||
    order(a.address, b.address) ||
    (a.pid ?? 0) - (b.pid ?? 0)
  );
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
