import { foreignOwnerOf } from '#native/namespace-owner';
import { inBatches } from '../../util/in-batches';
import { namespacePath } from '../../system/proc/namespace-path';
import { parseInterfaceCounters } from '../../system/proc/parse-interface-counters';
import { parseStat, type ProcessStat } from '../../system/proc/parse-stat';
import { namespaceInode, processName, type NamespaceProcesses } from '../../system/proc/processes';
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
 * Any user can make namespaces, thousands of them. So few of those that other users made are shown,
 * of one user and of all together,
 */
const shown = { ofUser: 16, ofAll: 64 } as const;
/** and so few are looked at in one reading. */
const looks = 64;
/** New namespaces whose owner is determined in one reading, at some 40 µs each. */
const newOnes = 500;

/** A namespace that another user made. */
interface ForeignNamespace {
  readonly user: number;
  isInUse: boolean;
  /** The number of the reading in which it was last looked at; 0 before the first time. */
  lookedAt: number;
}

interface Owner {
  /** The process that kept the namespace when its owner was determined. */
  readonly pid: number;
  /** undefined for a namespace that only root can have made. */
  readonly foreign?: ForeignNamespace;
}

/** The namespaces that only processes keep. */
export interface FoundNamespaces {
  readonly namespaces: readonly ProcessNamespace[];
  /** How many namespaces of other users are in use but not shown. */
  readonly omitted: number;
}

/**
 * Finds the namespaces that have neither a name nor a container, only processes. Leaves out those
 * of the helper's ancestors and of the first process, which are other hosts, and those with only a
 * loopback interface that is down and no socket, which browsers and services create to have no
 * network.
 */
export class ProcessNamespaces {
  /** By inode, which is used again for another namespace once this one is gone. */
  readonly #owners = new Map<number, Owner>();
  #reading = 0;

  /** @param known inodes of the namespaces with a name or a container, and the helper's own */
  async find(processes: NamespaceProcesses, known: ReadonlySet<number>): Promise<FoundNamespaces> {
    this.#reading += 1;
    for (const inode of this.#owners.keys()) if (!processes.has(inode)) this.#owners.delete(inode);
    const unknown = [...processes].flatMap(([inode, [pid = 0]]) =>
      known.has(inode) ? [] : [{ inode, pid }],
    );
    if (unknown.length === 0) return { namespaces: [], omitted: 0 };
    const ancestors = await ancestorNamespaces();
    const others = unknown.filter(({ inode }) => !ancestors.has(inode));
    await this.#determineOwners(others);
    const roots = others.filter(({ inode }) => {
      const owner = this.#owners.get(inode);
      return owner !== undefined && owner.foreign === undefined;
    });
    const inUse: Candidate[] = [];
    await inBatches(roots, (one) => {
      if (isInUse(one.pid)) inUse.push(one);
    });
    const foreign = await this.#foreign(others);
    const chosen = [...inUse, ...foreign.chosen].filter(({ pid }) => ageOf(pid) >= settled);
    const namespaces = chosen.map(async ({ inode, pid, user }) => ({
      inode,
      pid,
      user,
      process: await processName(pid),
    }));
    return { namespaces: await Promise.all(namespaces), omitted: foreign.omitted };
  }

  async #determineOwners(candidates: readonly Candidate[]): Promise<void> {
    const fresh = candidates.filter(({ inode, pid }) => this.#owners.get(inode)?.pid !== pid);
    await inBatches(fresh.slice(0, newOnes), ({ inode, pid }) => {
      const user = userOf(pid);
      if (user === undefined) return;
      const foreign = user === null ? undefined : { user, isInUse: false, lookedAt: 0 };
      this.#owners.set(inode, { pid, foreign });
    });
  }

  /** The namespaces of other users that are in use, as many as are shown of each. */
  async #foreign(candidates: readonly Candidate[]) {
    const byUser = new Map<number, ForeignCandidate[]>();
    for (const candidate of candidates) {
      const of = this.#owners.get(candidate.inode)?.foreign;
      if (of === undefined) continue;
      const listed = byUser.get(of.user);
      if (listed === undefined) byUser.set(of.user, [{ candidate, of }]);
      else listed.push({ candidate, of });
    }
    const lists = [...byUser.values()];
    const due = alternately(
      lists.map((list) => [...list].sort((a, b) => a.of.lookedAt - b.of.lookedAt)),
    );
    await inBatches(due.slice(0, looks), ({ candidate, of }) => {
      of.lookedAt = this.#reading;
      of.isInUse = isInUse(candidate.pid);
    });
    const used = lists.map((list) => list.filter(({ of }) => of.isInUse));
    const chosen = alternately(used.map((list) => list.slice(0, shown.ofUser))).slice(
      0,
      shown.ofAll,
    );
    return {
      chosen: chosen.map(({ candidate, of }) => ({ ...candidate, user: of.user })),
      omitted: used.flat().length - chosen.length,
    };
  }
}

interface ForeignCandidate {
  readonly candidate: Candidate;
  readonly of: ForeignNamespace;
}

/** A namespace and its first process. */
interface Candidate {
  readonly inode: number;
  readonly pid: number;
  readonly user?: number;
}

/** One item of each list, then the next one of each, so that a long list cannot crowd out others. */
function alternately<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, i) =>
    lists.flatMap((list) => list.slice(i, i + 1)),
  ).flat();
}

/** The user who made a namespace; null for root, undefined when its process ended. */
function userOf(pid: number): number | null | undefined {
  try {
    const user = foreignOwnerOf(namespacePath({ pid }));
    return user === 0 ? null : user;
  } catch {
    return undefined;
  }
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
