import { describe, expect, it } from 'vitest';
import type { Container } from '../../records/container';
import { netnsOwners } from './netns-owner';

const host = 1;

function container(name: string, inode: number, more: Partial<Container> = {}): Container {
  return {
    id: name.padEnd(64, '0'),
    name,
    image: 'i',
    state: 'running',
    created: 1,
    ports: [],
    runtime: 'docker',
    pid: 100 + inode,
    sharesNamespace: false,
    inode,
    labels: {},
    networks: [],
    ...more,
  };
}

const named = (name: string, inode: number) => ({ name, inode, path: `/run/netns/${name}` });

describe('netnsOwners', () => {
  it('lists containers and bare named namespaces, but none in the host namespace', () => {
    const found = netnsOwners(
      [named('lan', 2), named('host', host)],
      [container('web', 3, { project: 'shop' }), container('onhost', host)],
      [],
      host,
    );
    expect(found).toEqual([
      {
        id: 'netns:lan',
        name: 'lan',
        runtime: 'netns',
        state: 'running',
        inode: 2,
        path: '/run/netns/lan',
        namespace: 'lan',
      },
      {
        id: 'docker:web000000000',
        name: 'web',
        runtime: 'docker',
        state: 'running',
        inode: 3,
        path: '/proc/103/ns/net',
        pid: 103,
        image: 'i',
        project: 'shop',
        labels: {},
        networks: [],
      },
    ]);
  });

  it('makes one of containers that share a namespace, called after its owner', () => {
    const sharing = container('a-guest', 5, { sharesNamespace: true, created: 0, pid: 9 });
    const found = netnsOwners([], [sharing, container('pod', 5), container('alone', 6)], [], host);
    expect(found.map(({ id, names }) => [id, names])).toEqual([
      ['docker:pod000000000', ['pod', 'a-guest']],
      ['docker:alone0000000', undefined],
    ]);
  });

  it('knows a container whose namespace is named as well', () => {
    const [only, ...others] = netnsOwners(
      [named('netns-35dc', 7)],
      [container('web', 7, { runtime: 'podman' })],
      [],
      host,
    );
    expect(only).toMatchObject({ id: 'podman:web000000000', namespace: 'netns-35dc' });
    expect(others).toEqual([]);
  });

  it('calls a namespace that only a process holds after that process', () => {
    const holder = (inode: number, process: string) => ({ inode, pid: 40 + inode, process });
    const holders = [holder(2, 'named'), holder(3, 'its own'), holder(8, 'Web Content')];
    const found = netnsOwners([named('lan', 2)], [container('web', 3)], holders, host);
    expect(found.map(({ id }) => id)).toEqual(['netns:lan', 'docker:web000000000', 'netns:8']);
    expect(found[2]).toEqual({
      id: 'netns:8',
      name: 'Web-Content-48',
      runtime: 'netns',
      state: 'running',
      inode: 8,
      path: '/proc/48/ns/net',
      pid: 48,
      holder: holders[2],
    });
  });
});
