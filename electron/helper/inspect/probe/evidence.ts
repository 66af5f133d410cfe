import { readFile } from 'node:fs/promises';
import { parseTcpSockets, type TcpSocket } from './parse-tcp-sockets';

/** The connections of the namespace that a process is in; null when they cannot be read. */
export async function readConnections(pid: number | 'self'): Promise<readonly TcpSocket[] | null> {
  const read = (file: string) => readFile(`/proc/${String(pid)}/net/${file}`, 'utf8');
  const four = await read('tcp').catch(() => null);
  // A kernel without IPv6 has no second file.
  const six = await read('tcp6').catch(() => '');
  return four === null ? null : [...parseTcpSockets(four, 4), ...parseTcpSockets(six, 6)];
}
