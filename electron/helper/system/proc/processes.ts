import { readlinkSync } from 'node:fs';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { inBatches } from '../../util/in-batches';

/** Process ids by the inode of the network namespace that they are in, the lowest first. */
export type NamespaceProcesses = ReadonlyMap<number, readonly number[]>;

/** Finds which processes are in which network namespace. Processes that may not be read are left out. */
export async function readNamespaceProcesses(): Promise<NamespaceProcesses> {
  const byNamespace = new Map<number, number[]>();
  const entries = (await readdir('/proc')).filter((entry) => /^[0-9]+$/.test(entry)).map(Number);
  await inBatches(
    entries.sort((a, b) => a - b),
    (pid) => {
      const inode = inodeIn(`/proc/${String(pid)}/ns/net`);
      if (inode === null) return;
      const pids = byNamespace.get(inode);
      if (pids === undefined) byNamespace.set(inode, [pid]);
      else pids.push(pid);
    },
  );
  return byNamespace;
}

function inodeIn(link: string): number | null {
  try {
    return parseInode(readlinkSync(link));
  } catch {
    return null;
  }
}

function parseInode(link: string): number | null {
  const inode = /\[([0-9]+)\]/.exec(link)?.[1];
  return inode === undefined ? null : Number(inode);
}

/** The inode that names a namespace, from a `/proc/PID/ns/net` link; null when it cannot be read. */
export async function namespaceInode(link: string): Promise<number | null> {
  try {
    return parseInode(await readlink(link));
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
 * Finds the processes that hold sockets, by the sockets' inodes. Of several holders (a server that forked)
 * the one with the lowest id is told.
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
    return links.flatMap((link) => {
      const inode = /^socket:\[([0-9]+)\]$/.exec(link)?.[1];
      return inode === undefined ? [] : [Number(inode)];
    });
  } catch {
    return [];
  }
}

/** The name of a process (`/proc/PID/comm`), empty when it has gone. */
export async function processName(pid: number): Promise<string> {
  try {
    return (await readFile(`/proc/${String(pid)}/comm`, 'utf8')).trim();
  } catch {
    return '';
  }
}
