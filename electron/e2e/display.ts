import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

export interface Display {
  /** What `DISPLAY` is set to. */
  readonly name: string;
  stop(): Promise<void>;
}

/** The user's display, or a virtual one of our own where there is none. */
export async function openDisplay(): Promise<Display> {
  const present = process.env['DISPLAY'];
  if (present !== undefined && present !== '') {
    return { name: present, stop: () => Promise.resolve() };
  }
  // The server picks a free number and writes it to descriptor 3 once it accepts clients, see
  // Xserver(1).
  const server = spawn(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const exited = once(server, 'exit');
  const number = await Promise.race([
    once(createInterface({ input: server.stdio[3] as Readable }), 'line').then(([line]) =>
      String(line),
    ),
    exited.then(() => null),
  ]);
  if (number === null) throw new Error('Xvfb ended before it gave a display');
  return {
    name: `:${number}`,
    async stop() {
      server.kill();
      await exited;
    },
  };
}
