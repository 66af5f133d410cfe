import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chown, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { currentContext } from './docker-settings';
import { engineSockets, isForeignSocket } from './engine-sockets';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-context-'));
});
afterEach(() => rm(folder, { recursive: true }));

async function addContext(name: string, host: string): Promise<void> {
  const id = createHash('sha256').update(name).digest('hex');
  const path = join(folder, 'contexts', 'meta', id);
  await mkdir(path, { recursive: true });
  const meta = { Name: name, Metadata: {}, Endpoints: { docker: { Host: host } } };
  await writeFile(join(path, 'meta.json'), JSON.stringify(meta));
}

describe('currentContext', () => {
  it('is the one that the file names, or that the environment does', async () => {
    await addContext('desktop', 'unix:///home/ann/.docker/desktop/docker.sock');
    await addContext('far', 'ssh://ann@example.org');
    await writeFile(join(folder, 'config.json'), '{"currentContext":"desktop","auths":{}}');
    expect(await currentContext(folder)).toBe('unix:///home/ann/.docker/desktop/docker.sock');
    expect(await currentContext(folder, 'far')).toBe('ssh://ann@example.org');
    expect(await currentContext(folder, 'default')).toBeUndefined();
    expect(await currentContext(folder, 'unknown')).toBeUndefined();
  });

  it('is the default one when the file is missing, broken or not a file', async () => {
    expect(await currentContext(folder)).toBeUndefined();
    await writeFile(join(folder, 'config.json'), '{');
    expect(await currentContext(folder)).toBeUndefined();
    await rm(join(folder, 'config.json'));
    await mkdir(join(folder, 'config.json'));
    expect(await currentContext(folder)).toBeUndefined();
  });

  it('never waits for a pipe in place of the file', async () => {
    execFileSync('mkfifo', [join(folder, 'config.json')]);
    expect(await currentContext(folder)).toBeUndefined();
  });
});

describe('engineSockets', () => {
  it('takes DOCKER_HOST first, then the contexts, and only sockets of this machine, each once', () => {
    const settings = {
      host: 'unix:///tmp/own.sock',
      contexts: ['ssh://ann@example.org', 'unix:///tmp/desktop.sock', 'unix:///tmp/own.sock'],
    };
    expect(engineSockets(settings).slice(0, 2)).toEqual(['/tmp/own.sock', '/tmp/desktop.sock']);
    expect(engineSockets(settings)).toContain('/run/podman/podman.sock');
    expect(engineSockets({ host: 'tcp://10.0.0.1:2375', contexts: [] })[0]).toMatch(
      /docker\.sock$/,
    );
  });
});

describe('isForeignSocket', () => {
  it.runIf(process.getuid?.() === 0)('goes by its owner (needs root)', async () => {
    const [ours, theirs] = [join(folder, 'ours'), join(folder, 'theirs')];
    await writeFile(ours, '');
    await writeFile(theirs, '');
    await chown(theirs, 4_001, 4_001);
    expect(isForeignSocket(ours)).toBe(false);
    expect(isForeignSocket(theirs)).toBe(true);
  });

  it('expects one that does not exist to be root’s only in the usual places', () => {
    expect(isForeignSocket(join(folder, 'none'))).toBe(true);
  });

  it('expects the worst of one that cannot be found, and does not throw', async () => {
    await symlink('circle', join(folder, 'circle'));
    expect(isForeignSocket(join(folder, 'circle'))).toBe(true);
  });
});
