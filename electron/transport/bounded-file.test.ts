import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { toEnglish } from '#shared/messages/message';
import { readBoundedFile, type ReadLimits } from './bounded-file';
import { fileError } from './file-error';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-file-'));
});
afterEach(() => rm(folder, { recursive: true }));
const at = (name: string) => join(folder, name);

/** The content of a file, or why it was refused. */
async function read(path: string, limits: Partial<ReadLimits> = {}): Promise<string> {
  const result = await readBoundedFile(path, { limit: 1024 * 1024, ...limits });
  if (result.ok) return result.value.bytes.toString();
  return toEnglish(fileError(path, 'read', result.error).message);
}

describe('readBoundedFile', () => {
  it('reads a regular file, also through a link', async () => {
    await writeFile(at('file'), 'content');
    await symlink(at('file'), at('link'));
    expect(await read(at('file'))).toBe('content');
    expect(await read(at('link'))).toBe('content');
  });

  it('reads a file of /proc, whose size is 0', async () => {
    expect(await read('/proc/self/status')).toContain('VmRSS');
  });

  it('follows no link when it may not', async () => {
    await symlink('/etc/hostname', at('link'));
    expect(await read(at('link'), { followLink: false })).toContain('it is a symbolic link');
  });

  it('refuses at once what is not a regular file', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    for (const path of [at('pipe'), '/dev/zero', '/dev/null', '/dev/ptmx']) {
      expect(await read(path)).toContain('it is not a regular file');
    }
    expect(await read(folder)).toContain('it is a folder');
    expect(await read(at('missing'))).toContain('there is no such file');
  });

  it('takes as much as the limit, and no more', async () => {
    await writeFile(at('file'), 'x'.repeat(1024 * 1024));
    expect((await read(at('file'))).length).toBe(1024 * 1024);
    appendFileSync(at('file'), 'x');
    expect(await read(at('file'))).toContain('it is longer than 1 MiB');
  });

  it('stops at the limit in a file that grows while it is read', async () => {
    // Sparse: its 4 GiB are not written.
    execFileSync('truncate', ['--size=4G', at('file')]);
    const growing = setInterval(() => {
      appendFileSync(at('file'), 'x'.repeat(65_536));
    }, 1);
    try {
      expect(await read(at('file'))).toContain('it is longer than 1 MiB');
    } finally {
      clearInterval(growing);
    }
  });

  it('reads a pipe to its end where that is wanted, however late it is written to', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    const text = read(at('pipe'), { pipePatience: 60_000 });
    spawn('sh', ['-c', 'sleep 0.2; (echo one; sleep 0.2; echo two) > "$1"', 'sh', at('pipe')]);
    expect(await text).toBe('one\ntwo\n');
  });

  it('refuses a pipe that nobody writes to', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    expect(await read(at('pipe'), { pipePatience: 200 })).toContain('nothing was written to it');
  });
});
