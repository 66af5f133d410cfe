import { readlinkSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
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

/**
 * Finds the processes that hold sockets, by the sockets' inodes. Of several holders (a server that
 * forked) it returns the one with the lowest id.
 */
export async function findSocketProcesses(
  inodes: ReadonlySet<number>,
  pids: readonly number[],
): Promise<ReadonlyMap<number, SocketProcess>> {
  const found = new Map<number, SocketProcess>();
  for (const pid of pids) {
    if (found.size === inodes.size) break;
    for (const inode of await socketsOf(pid)) {
      if (inodes.has(inode) && !found.has(inode)) {
        found.set(inode, { pid, process: await processName(pid) });
      }
    }
  }
  return found;
}

async function socketsOf(pid: number): Promise<readonly number[]> {
  const folder = `/proc/${String(pid)}/fd`;
  try {
    const links = await Promise.all(
      (await readdir(folder)).map((fd) => readlink(`${folder}/${fd}`).catch(() => '')),
    );
    return links.flatMap((link) => parseSocketInode(link) ?? []);
  } catch {
    return [];
  }
}

/** The name of a process (`/proc/PID/comm`), empty when it has ended. */
export async function processName(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
  } catch {
    return '';
  }
}
