import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkFolder, checkFolderOf, createFolder } from './trusted-path';

const own = process.getuid?.() ?? 0;
let base: string;
beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'portolan-trust-'));
});
afterEach(() => rm(base, { recursive: true, force: true }));

const code = async (folder: string) => {
  const checked = await checkFolder(folder, [own]);
  return checked.ok ? 'trusted' : checked.error.code;
};

describe('checkFolder', () => {
  it('trusts a folder of this user below a sticky one, and the folder of a file in it', async () => {
    await mkdir(join(base, 'a'));
    expect(await code(join(base, 'a'))).toBe('trusted');
    expect((await checkFolderOf(join(base, 'a', 'socket'), [own])).ok).toBe(true);
  });

  it.each([0o777, 0o1777, 0o775, 0o722])('does not trust a folder of mode %o', async (mode) => {
    const folder = join(base, 'a');
    await mkdir(folder);
    await chown(folder, own, 4_711).catch(() => undefined);
    await chmod(folder, mode);
    // Without the right to change the group, it is one's own.
    const { gid } = await stat(folder);
    const isOwnGroup = gid === process.getgid?.() && (mode & 0o007) < 2;
    if (gid === 0 && isOwnGroup) return;
    expect(await code(folder)).toBe('UNTRUSTED_PATH');
  });

  it('does not trust a folder below one that others may write to', async () => {
    await mkdir(join(base, 'a', 'b'), { recursive: true });
    await chmod(join(base, 'a'), 0o777);
    expect(await code(join(base, 'a', 'b'))).toBe('UNTRUSTED_PATH');
    await chmod(join(base, 'a'), 0o1777);
    expect(await code(join(base, 'a', 'b'))).toBe('trusted');
  });

  it('judges a link by where it leads', async () => {
    await mkdir(join(base, 'open', 'b'), { recursive: true });
    await mkdir(join(base, 'closed'));
    await symlink(join(base, 'open', 'b'), join(base, 'to-open'));
    await symlink('closed', join(base, 'to-closed'));
    await chmod(join(base, 'open'), 0o777);
    expect(await code(join(base, 'to-open'))).toBe('UNTRUSTED_PATH');
    expect(await code(join(base, 'to-closed'))).toBe('trusted');
  });

  it('ends at links in a circle, at files and at nothing', async () => {
    await symlink('two', join(base, 'one'));
    await symlink('one', join(base, 'two'));
    await writeFile(join(base, 'file'), '');
    for (const name of ['one', 'file', 'none', 'file/below']) {
      expect(await code(join(base, name))).toBe('UNTRUSTED_PATH');
    }
  });

  it.skipIf(own !== 0)('does not trust a folder of a third user', async () => {
    await mkdir(join(base, 'a', 'b'), { recursive: true });
    await chown(join(base, 'a', 'b'), 1_000, 0);
    expect(await code(join(base, 'a', 'b'))).toBe('UNTRUSTED_PATH');
    expect((await checkFolder(join(base, 'a', 'b'), [1_000])).ok).toBe(true);
    await chown(join(base, 'a'), 65_534, 0);
    expect((await checkFolder(join(base, 'a', 'b'), [1_000])).ok).toBe(false);
  });
});

it('creates all folders with one mode, whatever the umask', async () => {
  const umask = process.umask(0o077);
  try {
    await createFolder(join(base, 'a', 'b', 'c'), 0o755);
  } finally {
    process.umask(umask);
  }
  for (const path of ['a', 'a/b', 'a/b/c']) {
    expect((await stat(join(base, path))).mode & 0o777).toBe(0o755);
  }
  expect((await stat(base)).mode & 0o777).toBe(0o700);
});
