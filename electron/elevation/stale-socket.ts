import { lstat, unlink } from 'node:fs/promises';
import { connect } from 'node:net';

/** Removes a socket file on which nobody listens any more, as a killed helper leaves it. */
export async function removeStaleSocket(path: string): Promise<void> {
  const stat = await lstat(path).catch(() => null);
  if (stat?.isSocket() !== true || !(await isRefused(path))) return;
  await unlink(path).catch(() => undefined);
}

function isRefused(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code === 'ECONNREFUSED');
    });
  });
}
