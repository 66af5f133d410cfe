import { execFileSync } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NamespaceIdentity } from './namespace-identity';
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

const here: NamespaceIdentity = { boot: 'this', cookie: '7', inode: 1 };

/** Opens the folder, as a helper in a namespace does, for one task. */
async function withStore<T>(
  task: (store: StateStore) => Promise<T>,
  namespace = here,
  where = folder,
): Promise<T> {
  const store = await StateStore.open(where, namespace);
  if (!store.ok) throw new Error(toEnglish(store.error.message));
  try {
    return await task(store.value);
  } finally {
    await store.value.close();
  }
}

const load = (namespace = here) =>
  withStore(async (store) => {
    const loaded = await store.load();
    if (!loaded.ok) throw new Error(toEnglish(loaded.error.message));
    const { namespace: saved, ...state } = loaded.value.state;
    return { state, saved, warning: loaded.value.warning };
  }, namespace);
const save = (...ports: readonly number[]) => withStore((store) => store.save(stateWith(...ports)));

describe('StateStore', () => {
  it('reads a state from before there were bridges and namespaces', async () => {
    const old = { ...stateWith(2345), bridges: undefined, attachments: undefined };
    await writeFile(path(), JSON.stringify(old));
    expect(await load()).toEqual({ state: stateWith(2345) });
  });

  it('starts empty, and reads what it saved', async () => {
    expect(await load()).toEqual({ state: emptyState });
    await save(2345);
    await save(2345, 2346);
    expect(await load()).toEqual({ state: stateWith(2345, 2346), saved: here });
    expect(await readdir(folder)).toEqual(['state.json', 'state.previous.json']);
  });

  it('falls back to the last good state wherever the file is cut, and says so', async () => {
    await save(2345);
    await save(2345, 2346);
    const whole = await readFile(path(), 'utf8');
    await withStore(async (store) => {
      for (let length = 0; length < whole.trimEnd().length; length++) {
        await writeFile(path(), whole.slice(0, length));
        const loaded = await store.load();
        expect(loaded).toMatchObject({ ok: true, value: { state: stateWith(2345) } });
        const warning = loaded.ok ? loaded.value.warning : undefined;
        expect(toEnglish(warning ?? '')).toContain('cannot be used');
      }
    });
  });

  it.each([
    'null',
    '[]',
    '{"version":2}',
    '{"version":1,"publications":[{"id":1}]}',
    JSON.stringify({
      ...stateWith(1),
      publications: [{ ...stateWith(1).publications[0], hostIp: '1.2.3.4 -j ACCEPT' }],
    }),
    JSON.stringify({
      ...stateWith(1),
      publications: [{ ...stateWith(1).publications[0], id: 'a\n-A INPUT' }],
    }),
    JSON.stringify({
      ...stateWith(1),
      bridges: [{ name: '../x', address: '10.0.0.1/24', mac: '02:00:00:00:00:01' }],
    }),
  ])('does not use a file that says %s', async (text) => {
    await writeFile(path(), text);
    const { state, warning } = await load();
    expect(state).toEqual(emptyState);
    expect(toEnglish(warning ?? '')).toContain('another form');
  });

  it('leaves out changes that no fix makes and settings that Portolan never changes', async () => {
    const undo = (program: string, ...args: readonly string[]) => ({
      id: args.join(' '),
      publication: 'tcp-1',
      machine: 'this 7',
      commands: [],
      undo: { kind: 'changes', lasting: false, changes: [{ program, place: null, args }] },
    });
    const good = [
      undo('ip', 'link', 'set', 'dev', 'veth0', 'up'),
      undo('ip', 'route', 'delete', 'default', 'via', '10.0.0.1', 'dev', 'eth0'),
      undo('sysctl', 'net/ipv4/conf/eth0.5/rp_filter', '1'),
      undo(
        'iptables',
        '-t',
        'filter',
        '-D',
        'FORWARD',
        '-d',
        '10.0.0.2/32',
        '-p',
        'tcp',
        '-j',
        'ACCEPT',
      ),
      undo('conntrack', '-D', '-p', 'udp', '-s', '10.0.0.1', '--sport', '53'),
    ];
    const bad = [
      undo('ip', 'netns', 'exec', 'x', '/usr/bin/touch', '/marker'),
      undo('ip', '-batch', '/file'),
      undo('ip', 'link', 'set', 'dev', 'veth0', 'netns', '1'),
      undo('sysctl', 'kernel.core_pattern', '|/x'),
      undo('sysctl', 'net/ipv4/conf/../../../kernel/core_pattern', '1'),
      undo('sysctl', 'net.ipv4.ip_forward', '1\n'),
      undo('iptables', '--modprobe=/x', '-t', 'nat', '-D', 'OUTPUT'),
      undo('iptables', '-t', 'nat', '-D', 'OUTPUT', '--modprobe', '/x'),
      undo('iptables', '-t', 'filter', '-F', 'FORWARD'),
      undo('conntrack', '-F'),
    ];
    const sysctls = { 'net.ipv4.ip_forward': '0', 'kernel.core_pattern': '|/x', __proto__: 'x' };
    await writeFile(path(), JSON.stringify({ ...stateWith(), fixes: [...bad, ...good], sysctls }));
    const { state, warning } = await load();
    expect(warning).toBeUndefined();
    expect(state.fixes.map(({ id }) => id)).toEqual(good.map(({ id }) => id));
    expect(state.sysctls).toEqual({ 'net.ipv4.ip_forward': '0' });
  });

  it('finishes a save that was stopped between its two renames', async () => {
    await save(2345);
    await rm(path());
    await writeFile(join(folder, 'state.previous.json'), JSON.stringify(stateWith(2345)));
    expect((await load()).state).toEqual(stateWith(2345));
  });

  it('removes what a killed helper had not finished to write', async () => {
    await writeFile(join(folder, '.state.4711.tmp'), '{"ver');
    await load();
    expect(await readdir(folder)).toEqual([]);
  });

  it('neither follows nor keeps a symbolic link in the place of its file', async () => {
    const foreign = join(folder, 'foreign');
    await writeFile(foreign, JSON.stringify(stateWith(1)));
    await symlink(foreign, path());
    const { state, warning } = await load();
    expect(state).toEqual(emptyState);
    expect(toEnglish(warning ?? '')).toContain('not a regular file');
    expect(await save(2345)).toMatchObject({ ok: true });
    expect(JSON.parse(await readFile(foreign, 'utf8'))).toEqual(stateWith(1));
    expect((await load()).state).toEqual(stateWith(2345));
  });

  it('does not wait for a pipe in the place of its file', async () => {
    execFileSync('mkfifo', [path()]);
    const { state, warning } = await load();
    expect(state).toEqual(emptyState);
    expect(toEnglish(warning ?? '')).toContain('not a regular file');
  });

  it('says why it cannot save, and leaves the last good state', async () => {
    await save(2345);
    const below = await StateStore.open(join(path(), 'below-a-file'), here);
    expect(below).toMatchObject({ ok: false, error: { code: 'PERMISSION_DENIED' } });
    const failed = await withStore(async (store) => {
      await mkdir(join(folder, `.state.${String(process.pid)}.tmp`));
      return store.save(stateWith(1));
    });
    expect(failed).toMatchObject({ ok: false, error: { code: 'PERMISSION_DENIED' } });
    expect((await load()).state).toEqual(stateWith(2345));
  });
});

describe('the folder of the state', () => {
  const opened = (where = folder) => StateStore.open(where, here);
  const untrusted = { ok: false, error: { code: 'UNTRUSTED_PATH' } };

  it('is made for root alone', async () => {
    const fresh = join(folder, 'a', 'b');
    await withStore(() => Promise.resolve(), here, fresh);
    await chmod(fresh, 0o750);
    expect(await opened(fresh)).toMatchObject(untrusted);
  });

  it('is not used when it is a link, or when others may write above it', async () => {
    const link = join(folder, 'link');
    await mkdir(join(folder, 'real'), { mode: 0o700 });
    await symlink('real', link);
    expect(await opened(link)).toMatchObject(untrusted);
    await chmod(folder, 0o777);
    expect(await opened(join(folder, 'real'))).toMatchObject(untrusted);
  });

  it('serves one helper at a time', async () => {
    const taken = await withStore(() => opened());
    expect(taken).toMatchObject({ error: { code: 'NAME_IN_USE', details: { pid: process.pid } } });
    await withStore(() => Promise.resolve());
  });

  it('is not shared with another namespace that still exists', async () => {
    const own = Number(/[0-9]+/.exec(await readlink('/proc/self/ns/net'))?.[0]);
    const { boot } = await bootOf();
    const living: NamespaceIdentity = { boot, cookie: 'x', inode: own };
    await withStore((store) => store.save(stateWith(2345)), living);
    const elsewhere = { boot, cookie: 'y', inode: 1 };
    const refused = await withStore((store) => store.load(), elsewhere);
    expect(refused).toMatchObject({ ok: false, error: { code: 'NAME_IN_USE' } });
  });

  it('passes the publications of an earlier boot on, but no memory of its kernel', async () => {
    await save(2345);
    const { state } = await load({ ...here, boot: 'next' });
    expect(state).toEqual({ ...stateWith(2345), sysctls: {}, createdTables: [] });
  });
});

async function bootOf() {
  return { boot: (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim() };
}
