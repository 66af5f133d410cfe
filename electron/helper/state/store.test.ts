import { mkdtemp, readFile, rm, symlink, writeFile, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { emptyState, StateStore, type State } from './store';
import { toEnglish } from '#shared/messages/message';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-state-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const stateWith = (...ports: readonly number[]): State => ({
  ...emptyState,
  sysctls: { 'net.ipv4.ip_forward': '0' },
  createdTables: ['4:nat'],
  publications: ports.map((hostPort) => ({
    id: `tcp-${String(hostPort)}`,
    target: { id: 'netns:c1', name: 'c1' },
    protocol: 'tcp',
    hostIp: '*',
    hostPort,
    containerPort: 8000,
    dnat: true,
    proxy: true,
    forward: true,
    masquerade: true,
  })),
});
const path = () => join(folder, 'state.json');

describe('StateStore', () => {
  it('reads a state from before there were bridges', async () => {
    const old = { ...stateWith(2345), bridges: undefined, attachments: undefined };
    await writeFile(path(), JSON.stringify(old));
    expect(await new StateStore(folder).load()).toEqual({ state: stateWith(2345) });
  });

  it('starts empty, and reads what it saved', async () => {
    const store = new StateStore(folder);
    expect(await store.load()).toEqual({ state: emptyState });
    await store.save(stateWith(2345));
    await store.save(stateWith(2345, 2346));
    expect(await new StateStore(folder).load()).toEqual({ state: stateWith(2345, 2346) });
    expect(await readdir(folder)).toEqual(['state.json', 'state.previous.json']);
  });

  it('falls back to the last good state wherever the file is cut, and says so', async () => {
    const store = new StateStore(folder);
    await store.save(stateWith(2345));
    await store.save(stateWith(2345, 2346));
    const whole = await readFile(path(), 'utf8');
    for (let length = 0; length < whole.trimEnd().length; length++) {
      await writeFile(path(), whole.slice(0, length));
      const { state, warning } = await store.load();
      expect(state).toEqual(stateWith(2345));
      expect(toEnglish(warning ?? '')).toContain('cannot be used');
    }
  });

  it.each(['null', '[]', '{"version":2}', '{"version":1,"publications":[{"id":1}]}'])(
    'does not use a file that says %s',
    async (text) => {
      const store = new StateStore(folder);
      await writeFile(path(), text);
      const { state, warning } = await store.load();
      expect(state).toEqual(emptyState);
      expect(toEnglish(warning ?? '')).toContain('another form');
    },
  );

  it('finishes a save that was stopped between its two renames', async () => {
    const store = new StateStore(folder);
    await store.save(stateWith(2345));
    await rm(path());
    await writeFile(join(folder, 'state.previous.json'), JSON.stringify(stateWith(2345)));
    expect((await store.load()).state).toEqual(stateWith(2345));
  });

  it('neither follows nor keeps a symbolic link in the place of its file', async () => {
    const foreign = join(folder, 'foreign');
    await writeFile(foreign, JSON.stringify(stateWith(1)));
    await symlink(foreign, path());
    const store = new StateStore(folder);
    const { state, warning } = await store.load();
    expect(state).toEqual(emptyState);
    expect(toEnglish(warning ?? '')).toContain('not a regular file');
    expect(await store.save(stateWith(2345))).toMatchObject({ ok: true });
    expect(JSON.parse(await readFile(foreign, 'utf8'))).toEqual(stateWith(1));
    expect((await store.load()).state).toEqual(stateWith(2345));
  });

  it('says why it cannot save, and leaves the last good state', async () => {
    const store = new StateStore(join(path(), 'below-a-file'));
    await new StateStore(folder).save(stateWith(2345));
    expect(await store.save(stateWith(1))).toMatchObject({
      ok: false,
      error: { code: 'PERMISSION_DENIED' },
    });
    expect((await new StateStore(folder).load()).state).toEqual(stateWith(2345));
  });
});
