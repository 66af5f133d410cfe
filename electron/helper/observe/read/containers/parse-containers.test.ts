import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseContainerList, parseInspected, parseRuntime } from './parse-containers';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');
const json = (name: string): unknown => JSON.parse(fixture(name));

describe('parseContainerList', () => {
  it('reads what Docker lists', () => {
    const list = parseContainerList(json('docker-containers.json')) ?? [];
    expect(list.map(({ name }) => name)).toEqual([
      'six',
      'lonely',
      'hostnet',
      'shared',
      'range',
      'bound',
      'published',
      'plain',
    ]);
    expect(list.find(({ name }) => name === 'six')).toEqual({
      id: 'bd8f80da8403fff9b59bf66190321186c5c9135a99c332269059f0561d29ec5c',
      name: 'six',
      image: 'busybox',
      state: 'running',
      project: 'proj',
      labels: { 'com.docker.compose.project': 'proj' },
      networks: [{ name: 'six', address: '10.9.0.2', address6: 'fd00:9::2', gateway: '10.9.0.1' }],
      created: 1795385759,
      ports: [
        { protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8090, containerPort: 8000 },
        { protocol: 'tcp', hostIp: '::', hostPort: 8090, containerPort: 8000 },
      ],
    });
    expect(list.find(({ name }) => name === 'bound')?.ports).toContainEqual({
      protocol: 'tcp',
      hostIp: '127.0.0.1',
      hostPort: 8081,
      containerPort: 8000,
    });
  });

  it('reads what Podman lists, which has no address for the wildcard', () => {
    const list = parseContainerList(json('podman-containers.json')) ?? [];
    expect(list.find(({ name }) => name === 'web')?.ports).toEqual([
      { protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 8080, containerPort: 8000 },
    ]);
  });

  it('takes the name that is not a link, and leaves out what it does not understand', () => {
    const id = 'a'.repeat(64);
    const plain = { Id: id, Image: 'i', State: 'running', Created: 1, Names: ['/app/db', '/db'] };
    const ports = [{ PrivatePort: 80, Type: 'tcp' }, { PrivatePort: 0, Type: 'sctp' }, 'port'];
    expect(parseContainerList([{ ...plain, Ports: ports }, { Id: 'short' }, null])).toEqual([
      {
        id,
        name: 'db',
        image: 'i',
        state: 'running',
        created: 1,
        ports: [],
        labels: {},
        networks: [],
      },
    ]);
    expect(parseContainerList({ message: 'no' })).toBeNull();
  });
});

describe('parseInspected', () => {
  it('reads the first process, and whether it uses the network of another container', () => {
    expect(parseInspected(json('docker-inspect.json'))).toEqual({
      pid: 161,
      sharesNamespace: false,
    });
    expect(parseInspected(json('podman-inspect.json'))).toEqual({
      pid: 1240,
      sharesNamespace: true,
    });
    expect(parseInspected({ message: 'gone' })).toBeNull();
  });
});

describe('parseRuntime', () => {
  it('recognises Podman by its component', () => {
    const of = (name: string) => parseRuntime({ Components: [{ Name: name }] });
    expect([of('Podman Engine'), of('Engine'), parseRuntime({})]).toEqual([
      'podman',
      'docker',
      'docker',
    ]);
  });
});
