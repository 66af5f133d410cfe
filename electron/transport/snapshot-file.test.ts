import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Snapshot } from '#shared/model/snapshot';
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file';
import { inEnglish } from '#shared/messages/english';

const snapshot: Snapshot = {
  revision: 7,
  host: {
    hostname: 'far',
    interfaces: [],
    ipForward: true,
    firewall: { backend: 'nft', forwardPolicy: 'DROP' },
    listeners: [],
  },
  bridges: [],
  endpoints: [],
  publications: [],
  attachments: [],
};
const now = new Date('2026-01-02T03:04:05.000Z');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-snapshot-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

it('is read as it was written, and only its owner can read it', async () => {
  expect(await writeSnapshotFile(at('s.json'), snapshot, now)).toEqual({ ok: true });
  expect((await stat(at('s.json'))).mode & 0o777).toBe(0o600);
  expect(await readSnapshotFile(at('s.json'))).toEqual({
    ok: true,
    value: { file: 's.json', snapshot, savedAt: now.toISOString() },
  });
});

it('replaces an older file, also behind a link, and leaves nothing beside it', async () => {
  await writeFile(at('s.json'), 'older');
  await chmod(at('s.json'), 0o644);
  await symlink(at('s.json'), at('link.json'));
  await writeSnapshotFile(at('link.json'), snapshot, now);
  expect(JSON.parse(await readFile(at('s.json'), 'utf8'))).toMatchObject({ revision: 7 });
  expect((await stat(at('s.json'))).mode & 0o777).toBe(0o600);
  expect((await readdir(folder)).sort()).toEqual(['link.json', 's.json']);
});

it('leaves existing files alone when it cannot be written', async () => {
  await mkdir(at('folder'));
  expect(inEnglish(await writeSnapshotFile(at('folder'), snapshot, now))).toMatchObject({
    error: { code: 'BAD_REQUEST', message: expect.stringContaining('a folder') as string },
  });
  expect(inEnglish(await writeSnapshotFile(at('no/s.json'), snapshot, now))).toMatchObject({
    error: { code: 'BAD_REQUEST', message: expect.stringContaining('no such') as string },
  });
  expect(await readdir(folder)).toEqual(['folder']);
});

it.each([
  ['nothing.json', null, 'no such file'],
  ['.', null, 'a folder'],
  ['rules.txt', '*filter\nCOMMIT\n', 'not JSON'],
  ['/dev/zero', null, 'not a regular file'],
  ['deep.json', '['.repeat(400_000), 'more than 32 levels deep'],
  [
    'deep-key.json',
    `${'{"host":'.repeat(400_000)}1${'}'.repeat(400_000)}`,
    'more than 32 levels deep',
  ],
])('refuses %s', async (name, text, reason) => {
  if (text !== null) await writeFile(at(name), text);
  expect(inEnglish(await readSnapshotFile(resolve(folder, name)))).toMatchObject({
    error: { code: 'BAD_REQUEST', message: expect.stringContaining(reason) as string },
  });
});
