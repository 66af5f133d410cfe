import { open } from 'node:fs/promises';

/** A line of /proc/net/tcp in a state other than 0A, which is listening. */
const notListening = /^ *\d+: \S+ \S+ (?!0A)[0-9A-F]{2} /gm;
/** How many bytes to read at a time; the kernel returns up to a page. */
const portion = 4096;

/**
 * Reads a /proc/net/tcp file up to its last listening socket. The kernel lists those first
 * (proc_net_tcp in the kernel's documentation), and reading the thousands of connections behind
 * them would cost more than relaying them.
 *
 * @param most bytes after which it stops
 */
export async function readListeningSockets(path: string, most = Infinity): Promise<string> {
  const file = await open(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(portion);
    let text = '';
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, portion, null);
      if (bytesRead === 0 || text.length > most) return text;
      notListening.lastIndex = text.lastIndexOf('\n') + 1;
      text += buffer.toString('latin1', 0, bytesRead);
      const other = notListening.exec(text);
      if (other !== null) return text.slice(0, other.index);
    }
  } finally {
    await file.close();
  }
}
