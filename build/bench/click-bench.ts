import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { startApp } from '../../electron/e2e/app';
import { LabClient } from '../../electron/e2e/lab';
import type { Benchmark } from './benchmark';
import { median } from './statistics';

const firstPort = 20_000;

/** Connects to a port until a server answers, and prints the time of the first byte. */
const prober = `
const net = require('node:net');
const port = Number(process.argv[1]);
const connect = () => {
  const socket = net.connect(port, '192.0.2.1');
  socket.on('connect', () => socket.write('GET / HTTP/1.0\\r\\n\\r\\n'));
  socket.on('data', () => { console.log(Date.now()); process.exit(); });
  socket.on('error', () => setTimeout(connect, 1));
};
connect();
console.log('connecting');
setTimeout(() => process.exit(1), 20000);
`;

/**
 * Measures the time from the click on "Publish" in the real window until a client outside receives
 * the first byte, in the lab.
 */
export const benchClick: Benchmark = async ({ rounds = 20 }) => {
  const app = await startApp({ world: 'lab' });
  try {
    const { page } = app;
    const client = await LabClient.find(join(app.runtimeFolder, 'lab.sock'));
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      const port = firstPort + round;
      await page.getByRole('button', { name: 'Publish port 8000 of c1', exact: true }).click();
      await page.getByRole('textbox', { name: 'Host port' }).fill(String(port));
      const button = page.getByRole('dialog').getByRole('button', { name: 'Publish', exact: true });
      await page
        .getByRole('region', { name: 'Commands' })
        .getByText(String(port))
        .first()
        .waitFor();

      const [program, args] = client.argv([process.execPath, '-e', prober, String(port)], 'client');
      const probe = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const lines = createInterface({ input: probe.stdout })[Symbol.asyncIterator]();
      await lines.next();
      const clicked = Date.now();
      await button.click();
      const answered: unknown = (await lines.next()).value;
      times.push(Number(answered) - clicked);
      if (probe.exitCode === null) await once(probe, 'exit');

      const publication = page.getByTestId(`publication-${String(port)}-tcp`);
      await publication.waitFor();
      await page.getByRole('button', { name: 'Unpublish' }).click();
      await publication.waitFor({ state: 'detached' });
    }
    const [fastest, slowest] = [Math.min(...times), Math.max(...times)];
    console.log(
      `From click to first byte: median ${String(median(times))} ms of ${String(rounds)} (${String(fastest)}–${String(slowest)} ms)`,
    );
  } finally {
    await app.close();
  }
};
