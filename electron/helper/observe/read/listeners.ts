import { collect, listeners as collection } from '#shared/diff/collections';
import type { Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Listener } from '#shared/model/snapshot';
import { readListeningSockets } from '../../system/proc/listening-sockets';
import { findSocketProcesses, type SocketProcess } from '../../system/proc/processes';
import { IdleNamespaces } from './idle-namespaces';
import type { SocketCounts } from '../../system/proc/parse-socket-counts';
import { listeningSockets, type ListeningSocket } from '../../system/proc/parse-sockets';
import { readProc } from '../../system/proc/read-proc';

const files: readonly (readonly [keyof SocketCounts, Protocol, Family])[] = [
  ['tcp', 'tcp', 4],
  ['tcp6', 'tcp', 6],
  ['udp', 'udp', 4],
  ['udp6', 'udp', 6],
];

/** How much of a namespace's sockets is read; any of its users can open many. */
export interface ListenerBudget {
  /** Bytes of each file. */
  readonly bytes: number;
  readonly listeners: number;
  /** Descriptors of processes that are searched for the holders of new sockets. */
  readonly descriptors: number;
}

const budget: ListenerBudget = {
  bytes: 16 * 1024 * 1024,
  listeners: 4_096,
  descriptors: 100_000,
};
/** For the namespace of another user. */
export const foreignBudget: ListenerBudget = {
  bytes: 64 * 1024,
  listeners: 64,
  descriptors: 256,
};

/** Reads the listening sockets of the namespace of a process; empty when the process ended. */
export async function readSockets(pid: number | 'self'): Promise<readonly ListeningSocket[]> {
  return parseFiles(await readFiles(pid, null, budget.bytes));
}

/** @param counts skips the files of protocols without sockets, when known */
function readFiles(
  pid: number | 'self',
  counts: SocketCounts | null,
  bytes: number,
): Promise<readonly string[]> {
  return Promise.all(
    files.map(async ([file, protocol]) => {
      if (counts?.[file] === 0) return '';
      const path = `/proc/${String(pid)}/net/${file}`;
      const text = protocol === 'tcp' ? readListeningSockets(path, bytes) : readProc(path, bytes);
      return text.catch(() => '');
    }),
  );
}

function parseFiles(texts: readonly string[]): readonly ListeningSocket[] {
  return files.flatMap(([, protocol, family], i) =>
    listeningSockets(texts[i] ?? '', protocol, family),
  );
}

/** Finds the processes that hold sockets. */
export async function nameSockets(
  sockets: readonly ListeningSocket[],
  pids: readonly number[],
  known: ReadonlyMap<number, SocketProcess> = new Map(),
  descriptors = budget.descriptors,
): Promise<readonly (readonly [ListeningSocket, SocketProcess | undefined])[]> {
  const unknown = new Set(sockets.map(({ inode }) => inode).filter((inode) => !known.has(inode)));
  const found =
    unknown.size === 0
      ? new Map<number, SocketProcess>()
      : await findSocketProcesses(unknown, pids, descriptors);
  return sockets.map((socket) => [socket, known.get(socket.inode) ?? found.get(socket.inode)]);
}

export function listenerOf(
  { protocol, address, port, uid }: ListeningSocket,
  holder: SocketProcess | undefined,
): Listener {
  return { protocol, address, port, ...holder, uid };
}

/** The last reading of a namespace. */
interface LastRead {
  readonly texts: readonly string[];
  /** The processes among which the holders were searched. */
  readonly pids: ReadonlySet<number>;
  readonly holders: ReadonlyMap<number, SocketProcess>;
  readonly listeners: readonly Listener[];
  /** How many others there are. */
  readonly omitted: number;
}

/** A namespace to read. */
interface ListenedNamespace {
  /** Its inode. */
  readonly namespace: number;
  /** A process in it. */
  readonly pid: number | 'self';
  /** All processes in it, which may hold the sockets. */
  readonly pids: readonly number[];
}

/**
 * Reads the listeners of namespaces repeatedly. While nothing changes in one, it returns the same
 * value; only new sockets cost a search for their process. A daemonising program hands its sockets
 * to a child that the last reading did not see, so sockets without a holder are looked up again in
 * new processes.
 */
export class ListenerReader {
  readonly #last = new Map<number, LastRead>();
  readonly #idle = new IdleNamespaces();

  /** Begins a reading, which includes a few of the idle namespaces; see {@link IdleNamespaces}. */
  begin(): void {
    this.#idle.begin();
  }

  /** The listeners of a namespace; the last ones while it is idle. */
  async read(
    { namespace, pid, pids }: ListenedNamespace,
    { bytes, listeners: most, descriptors } = budget,
  ): Promise<readonly Listener[]> {
    const last = this.#last.get(namespace);
    const activity = pid === 'self' ? null : this.#idle.look(namespace, pid, pids);
    if (last !== undefined && activity?.idle === true) return last.listeners;
    const texts = await readFiles(pid, activity?.counts ?? null, bytes);
    const known = last?.texts.every((text, i) => text === texts[i]) === true ? last : undefined;
    const candidates = known === undefined ? pids : pids.filter((one) => !known.pids.has(one));
    const isNamed = known?.listeners.every((listener) => listener.pid !== undefined) === true;
    if (known !== undefined && (isNamed || candidates.length === 0)) return known.listeners;
    const sockets = parseFiles(texts);
    const shown = sockets.slice(0, most);
    const named = await nameSockets(shown, candidates, last?.holders, descriptors);
    const records = named.map(([socket, holder]) => listenerOf(socket, holder));
    const holders = new Map(
      named.flatMap(([{ inode }, holder]) => (holder === undefined ? [] : [[inode, holder]])),
    );
    const listeners =
      known?.holders.size === holders.size ? known.listeners : collect(records, collection);
    const omitted = sockets.length - shown.length;
    this.#last.set(namespace, { texts, pids: new Set(pids), holders, listeners, omitted });
    return listeners;
  }

  /** How many listeners are left out of the last readings. */
  get omitted(): number {
    return [...this.#last.values()].reduce((sum, { omitted }) => sum + omitted, 0);
  }

  /** Drops all namespaces but these. */
  keep(namespaces: ReadonlySet<number>): void {
    for (const inode of this.#last.keys()) if (!namespaces.has(inode)) this.#last.delete(inode);
    this.#idle.keep(namespaces);
  }
}
