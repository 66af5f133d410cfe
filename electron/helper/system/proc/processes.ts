import { readlinkSync } from 'node:fs';
import { opendir, readdir, readFile, readlink } from 'node:fs/promises';
import { inBatches } from '../../util/in-batches';
import { namespacePath } from './namespace-path';
import { parseNamespaceInode, parseSocketInode } from './parse-inode';

/** Process ids by the inode of their network namespace, lowest first. */
export type NamespaceProcesses = ReadonlyMap<number, readonly number[]>;

/** Finds the processes of each network namespace. Leaves out processes that may not be read. */
export async function readNamespaceProcesses(): Promise<NamespaceProcesses> {
  const byNamespace = new Map<number, number[]>();
  const entries = (await readdir('/proc')).filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  await inBatches(
    entries.sort((a, b) => a - b),
    (pid) => {
      const inode = readInode(pid);
      if (inode === null) return;
      const pids = byNamespace.get(inode);
      if (pids === undefined) byNamespace.set(inode, [pid]);
      else pids.push(pid);
    },
  );
  return byNamespace;
}

function readInode(pid: number): number | null {
  try {
    return parseNamespaceInode(readlinkSync(namespacePath({ pid })));
  } catch {
    return null;
  }
}

/** The inode of the network namespace of a process; null when it cannot be read. */
export async function namespaceInode(pid: number | 'self'): Promise<number | null> {
  try {
    return parseNamespaceInode(await readlink(namespacePath({ pid })));
  } catch {
    return null;
  }
}

/** A process that holds a socket. */
export interface SocketProcess {
  readonly pid: number;
  readonly process: string;
}

/** Descriptors of one process that are searched; the listening sockets are among the first. */
const mostOfProcess = 4_096;

/**
 * Finds the processes that hold sockets, by the sockets' inodes. Of several holders (a server that
 * forked) it returns the one with the lowest id.
 *
 * @param budget how many descriptors to search at most; any process can open many
 */
export async function findSocketProcesses(
  inodes: ReadonlySet<number>,
  pids: readonly number[],
  budget: number,
): Promise<ReadonlyMap<number, SocketProcess>> {
  const found = new Map<number, SocketProcess>();
  let left = budget;
  for (const pid of pids) {
    if (found.size === inodes.size || left <= 0) break;
    const sockets = await socketsOf(pid, Math.min(left, mostOfProcess));
    left -= sockets.searched;
    for (const inode of sockets.inodes) {
      if (inodes.has(inode) && !found.has(inode)) {
        found.set(inode, { pid, process: await processName(pid) });
      }
    }
  }
  return found;
}

/** The sockets among the first descriptors of a process. */
async function socketsOf(
  pid: number,
  most: number,
): Promise<{ readonly inodes: readonly number[]; readonly searched: number }> {
  const folder = `/proc/${String(pid)}/fd`;
  try {
    const names = await firstEntries(folder, most);
    const links = await Promise.all(names.map((fd) => readlink(`${folder}/${fd}`).catch(() => '')));
    return {
      inodes: links.flatMap((link) => parseSocketInode(link) ?? []),
      searched: names.length,
    };
  } catch {
    // The process has ended.
    return { inodes: [], searched: 1 };
  }
}

async function firstEntries(path: string, most: number): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { name } of await opendir(path, { bufferSize: 512 })) {
    names.push(name);
    if (names.length >= most) break;
  }
  return names;
}

/** The name of a process (`/proc/PID/comm`), empty when it has ended. */
export async function processName(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
  } catch {
    return '';
  }
}
