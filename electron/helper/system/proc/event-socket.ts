import { readdir, readlink } from 'node:fs/promises';
import { parseSocketInode } from './parse-inode';
import { parseNetlinkSockets, type NetlinkSocket } from './parse-netlink-sockets';
import { readProc } from './read-proc';

/**
 * Finds the netlink socket on which a process receives events.
 *
 * @param pid a process in the observed network namespace
 * @returns null while it has none
 */
export async function eventSocket(pid: number): Promise<NetlinkSocket | null> {
  const folder = `/proc/${String(pid)}`;
  try {
    const descriptors = await readdir(`${folder}/fd`);
    const links = await Promise.all(
      descriptors.map((name) => readlink(`${folder}/fd/${name}`).catch(() => '')),
    );
    const own = new Set(links.map(parseSocketInode));
    const sockets = parseNetlinkSockets(await readProc(`${folder}/net/netlink`));
    return sockets.find(({ inode, groups }) => groups !== 0 && own.has(inode)) ?? null;
  } catch {
    return null;
  }
}
