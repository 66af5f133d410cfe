import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { elevationFailure, isRoot, launchComputer } from './launch-computer';
import { toEnglish } from '#shared/messages/message';

/** A helper that changes nothing: it reports that it is ready and ends with its standard input. */
const standIn = `
const path = process.argv[process.argv.indexOf('--socket') + 1];
require('node:net').createServer().listen(path, () => {
  require('node:fs').writeFileSync(path + '.env', Object.keys(process.env).sort().join(' '));
  console.log(JSON.stringify({ event: 'ready', socket: path, argv: process.argv.slice(2) }));
});
process.stdin.resume().on('end', () => { require('node:fs').unlinkSync(path); process.exit(0); });
`;

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe('launchComputer', () => {
  it.runIf(isRoot())('starts the helper itself when this is root (needs root)', async () => {
    const helperBundle = join(folder, 'helper.cjs');
    const socket = join(folder, 'helper.sock');
    await writeFile(helperBundle, standIn);
    const helper = await launchComputer({ socket, helperBundle, owner: 0 });
    if (!helper.ok) throw new Error(toEnglish(helper.error.message));
    expect(existsSync(socket)).toBe(true);
    await helper.value.stop();
    expect(existsSync(socket)).toBe(false);
  });

  it.runIf(isRoot())('passes nothing on that could run code (needs root)', async () => {
    const helperBundle = join(folder, 'helper.cjs');
    const socket = join(folder, 'helper.sock');
    await writeFile(helperBundle, standIn);
    await writeFile(
      join(folder, 'evil.cjs'),
      `require('node:fs').writeFileSync('${folder}/ran', '')`,
    );
    vi.stubEnv('NODE_OPTIONS', `--require=${join(folder, 'evil.cjs')}`);
    vi.stubEnv('LD_LIBRARY_PATH', folder);
    vi.stubEnv('DOCKER_HOST', 'unix:///run/engine.sock');
    const helper = await launchComputer({ socket, helperBundle, owner: 0 });
    vi.unstubAllEnvs();
    if (!helper.ok) throw new Error(toEnglish(helper.error.message));
    await helper.value.stop();
    expect(existsSync(join(folder, 'ran'))).toBe(false);
    expect(await readFile(`${socket}.env`, 'utf8')).toBe('DOCKER_HOST PATH');
  });
});

describe('elevationFailure', () => {
  it.each([
    ['User did not grant permission.', '', 'PERMISSION_DENIED'],
    ['User did not grant permission.', 'Error getting authority: …', 'PERMISSION_DENIED'],
    ['No polkit authentication agent found.', '', 'PERMISSION_DENIED'],
    ['Unable to find pkexec or kdesudo.', '', 'PERMISSION_DENIED'],
    ['Command failed: …', 'Error: listen EACCES', 'COMMAND_FAILED'],
  ])('%s', (message, stderr, code) => {
    expect(elevationFailure(new Error(message), stderr).code).toBe(code);
  });
});
