import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Snapshot } from '#shared/model/snapshot';
import { labSocket } from '#transport/paths';
import { startApp, type RunningApp } from './app';
import { labProcesses } from './lab-processes';
import { cliBundle } from '../test/machines/sandbox';

const run = promisify(execFile);
let folder: string;
let file: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-e2e-'));
  file = join(folder, 'lab.json');
});
afterAll(() => rm(folder, { recursive: true }));

/** Lets the system's dialogs answer with a file, as if the user had chosen it. */
async function choose(app: RunningApp, path: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: chosen });
  }, path);
}

it('is saved by the command line and by the window, opened read-only, and left again', async () => {
  const app = await startApp({ world: 'lab' });
  const { page } = app;
  try {
    await page.getByTestId('node-c1').waitFor();
    const socket = labSocket({ PORTOLAN_RUNTIME_DIR: app.runtimeFolder });
    await run(process.execPath, [cliBundle, 'snapshot', '--socket', socket, '--output', file]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const bySaving = join(folder, 'window.json');
    await choose(app, bySaving);
    await page.getByRole('button', { name: 'Save snapshot…' }).click();
    await page.getByText('The snapshot is saved.').waitFor();
    const saved = [file, bySaving].map(async (path) => {
      const json = JSON.parse(await readFile(path, 'utf8')) as Snapshot & { format: string };
      const { format, host, bridges, endpoints } = json;
      return { format, hostname: host.hostname, bridges, names: endpoints.map(({ name }) => name) };
    });
    const [first, second] = await Promise.all(saved);
    expect(first).toMatchObject({ format: 'portolan-snapshot' });
    expect(second).toEqual(first);

    await choose(app, join(folder, 'missing.json'));
    await page.getByRole('button', { name: 'Open snapshot…' }).click();
    await page.getByRole('alert').getByText('there is no such file').waitFor();
    await choose(app, file);
    await page.getByRole('button', { name: 'Open snapshot…' }).click();
    const banner = page.getByRole('status').filter({ hasText: 'read only' });
    await banner.waitFor();
    expect(await page.getByRole('alert').count()).toBe(0);
    expect(await page.getByRole('button', { name: /^Publish/ }).count()).toBe(0);

    await page.getByRole('button', { name: 'Back to live' }).click();
    await page.getByRole('button', { name: 'Publish port 8000 of c1' }).waitFor();
    expect(await banner.count()).toBe(0);
  } finally {
    await app.close();
  }
});

it('opens from the command line without a helper, read-only', async () => {
  const app = await startApp({ world: 'lab', args: [`--open-snapshot=${file}`] });
  const { page } = app;
  try {
    await page.getByText(`Snapshot of ${hostname()} from`).waitFor();
    await page.getByTestId('node-c1').waitFor();
    expect(labProcesses(app.runtimeFolder)).toEqual([]);
    await page.getByRole('button', { name: 'Port 8000 of c1', exact: true }).click();
    await page.getByRole('complementary').getByText('8000/tcp').waitFor();
    for (const name of ['Create bridge', 'Attach to a bridge', 'Save snapshot…']) {
      expect(await page.getByRole('button', { name }).count()).toBe(0);
    }
  } finally {
    await app.close();
  }
});

it('that is not a snapshot is reported as an alert, and the live view opens as usual', async () => {
  const bad = join(folder, 'bad.json');
  await writeFile(bad, '{"revision":1}');
  const app = await startApp({ world: 'none', args: [`--open-snapshot=${bad}`] });
  try {
    await app.page.getByRole('alert').getByText('"bad.json": This is not a snapshot').waitFor();
  } finally {
    await app.close();
  }
});
