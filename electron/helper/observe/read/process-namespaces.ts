import { namespaceInode, processName, type NamespaceProcesses } from '../../system/proc/processes';
import { parseInterfaceCounters } from '../../system/proc/parse-interface-counters';
import { parseStat, type ProcessStat } from '../../system/proc/parse-stat';
import { readSmallFile } from '../../system/proc/read-proc';
import { readSocketCounts } from '../../system/proc/socket-counts';
import type { ProcessNamespace } from '../records/reading';

/**
 * Minimum process age in seconds. A younger process may belong to a container that its engine has
 * not listed yet.
 */
const settled = 1;
/** Clock ticks in a second in /proc (`USER_HZ`). */
const ticks = 100;

/**
 * Finds the namespaces that have neither a name nor a container, only processes. Leaves out those
 * of the helper's ancestors and of the first process, which are other hosts, and those with only a
 * loopback interface that is down and no socket, which browsers and services create to have no
 * network.
 *
 * @param known inodes of the namespaces with a name or a container, and the helper's own
 */
export async function findProcessNamespaces(
  processes: NamespaceProcesses,
  known: ReadonlySet<number>,
): Promise<readonly ProcessNamespace[]> {
  const unknown = [...processes].filter(([inode]) => !known.has(inode));
  if (unknown.length === 0) return [];
  const ancestors = await ancestorNamespaces();
  const found = unknown.filter(
    ([inode, [pid = 0]]) => !ancestors.has(inode) && ageOf(pid) >= settled && isInUse(pid),
  );
  return Promise.all(
    found.map(async ([inode, [pid = 0]]) => ({ inode, pid, process: await processName(pid) })),
  );
}

/**
 * The namespaces of the first process and of the helper's ancestors, as far as they can be read.
 */
async function ancestorNamespaces(): Promise<ReadonlySet<number>> {
  const inodes = new Set<number>();
  for (let pid: number | undefined = process.ppid; pid !== undefined; pid = parentOf(pid)) {
    const inode = await namespaceInode(pid);
    if (inode !== null) inodes.add(inode);
  }
  const first = await namespaceInode(1);
  if (first !== null) inodes.add(first);
  return inodes;
}

function parentOf(pid: number): number | undefined {
  const parent = statOf(pid)?.parent ?? 0;
  return parent > 0 ? parent : undefined;
}

/** Seconds since a process started; 0 when it ended. */
function ageOf(pid: number): number {
  const stat = statOf(pid);
  if (stat === null) return 0;
  const uptime = Number(readSmallFile('/proc/uptime').split(' ')[0]);
  return uptime - stat.startTime / ticks;
}

function statOf(pid: number): ProcessStat | null {
  try {
    return parseStat(readSmallFile(`/proc/${String(pid)}/stat`));
  } catch {
    return null;
  }
}

/**
 * Whether a process's network is in use: it has an interface beside `lo`, a `lo` that is up, or a
 * socket.
 */
function isInUse(pid: number): boolean {
  try {
    const folder = `/proc/${String(pid)}/net`;
    const devices = parseInterfaceCounters(readSmallFile(`${folder}/dev`));
    if ([...devices.keys()].some((name) => name !== 'lo')) return true;
    if (readSmallFile(`${folder}/fib_trie`).includes('127.0.0.1')) return true;
    const counts = readSocketCounts(pid);
    return counts !== null && Object.values(counts).some((count) => count > 0);
  } catch {
    return false;
  }
}
