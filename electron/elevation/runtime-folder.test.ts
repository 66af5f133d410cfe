import { chmod, mkdtemp, rm, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { prepareRuntimeFolder } from './runtime-folder';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-test-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('creates a folder that only the user can access', async () => {
  const path = join(folder, 'a', 'b');
  expect((await prepareRuntimeFolder(path)).ok).toBe(true);
  expect((await stat(path)).mode & 0o777).toBe(0o700);
});

it('closes the user’s folder when others could read it', async () => {
  await chmod(folder, 0o755);
  expect((await prepareRuntimeFolder(folder)).ok).toBe(true);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

it('does not follow a link in its place', async () => {
  const link = join(folder, 'link');
  await symlink('/', link);
  const result = await prepareRuntimeFolder(link);
  expect(result.ok ? null : result.error.code).toBe('UNTRUSTED_PATH');
});
