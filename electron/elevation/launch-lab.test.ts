import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { labLog } from '#transport/paths';
import { launchLab } from './launch-lab';
import { toEnglish } from '#shared/messages/message';
import { inEnglish } from '#shared/messages/english';

/** A helper that only listens, reports that it is ready, and ends with its standard input. */
const standIn = `
const path = process.argv[process.argv.indexOf('--socket') + 1];
require('node:net').createServer().listen(path, () => {
  console.log('starting');
  console.log(JSON.stringify({ event: 'ready', socket: path }));
});
if (process.argv.includes('--until-stdin-ends')) {
  process.stdin.resume().on('end', () => { require('node:fs').unlinkSync(path); process.exit(0); });
}
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function bundle(source: string): Promise<string> {
  const path = join(folder, 'helper.cjs');
  await writeFile(path, source);
  return path;
}

describe('launchLab, bound', () => {
  it('starts a helper that ends when it is stopped, and leaves nothing', async () => {
    const socket = join(folder, 'run', 'lab.sock');
    const helperBundle = await bundle(standIn);
    const lab = await launchLab({ socket, helperBundle, lifetime: 'bound' });
    if (!lab.ok) throw new Error(toEnglish(lab.error.message));
    expect((await stat(join(folder, 'run'))).mode & 0o777).toBe(0o700);
    expect((await stat(socket)).isSocket()).toBe(true);
    await lab.value.stop();
    expect(await readdir(join(folder, 'run'))).toEqual([]);
  });

  it('reports what the helper printed when it ended', async () => {
    const helperBundle = await bundle(`console.error('no iptables here'); process.exit(3);`);
    const lab = await launchLab({
      socket: join(folder, 'run', 'lab.sock'),
      helperBundle,
      lifetime: 'bound',
    });
    expect(inEnglish(lab)).toMatchObject({
      ok: false,
      error: {
        code: 'COMMAND_FAILED',
        message: 'The lab could not be built: no iptables here',
        details: { exitCode: 3 },
      },
    });
  });

  it('replaces a socket and a log that a killed helper left', async () => {
    const socket = join(folder, 'run', 'lab.sock');
    const helperBundle = await bundle(standIn);
    const first = await launchLab({ socket, helperBundle, lifetime: 'bound' });
    if (!first.ok) throw new Error(toEnglish(first.error.message));
    process.kill(first.value.pid ?? 0, 'SIGKILL');
    await first.value.exited;
    expect((await stat(socket)).isSocket()).toBe(true);
    await writeFile(labLog(socket), 'what it printed');
    const second = await launchLab({ socket, helperBundle, lifetime: 'bound' });
    expect(second.ok).toBe(true);
    if (second.ok) await second.value.stop();
    expect(await readdir(join(folder, 'run'))).toEqual([]);
  });
});
