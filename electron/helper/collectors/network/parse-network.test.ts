import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyNetwork, parseNetwork } from './parse-network';

const fixture = (name: string) =>
  readFileSync(join(import.meta.dirname, '../fixtures', name), 'utf8');

describe('parseNetwork', () => {
  it('reads bridges, their ports and addresses of a host', () => {
    const { links, defaultRoutes } = parseNetwork(fixture('host-network.txt'));
    expect(links.map(({ name, kind, master }) => ({ name, kind, master }))).toEqual([
      { name: 'lo', kind: 'loopback', master: undefined },
      { name: 'hw0', kind: 'bridge', master: undefined },
      { name: 'veth-c1', kind: 'veth', master: 'hw0' },
    ]);
    expect(links[1]?.addresses).toContain('10.55.66.1/24');
    expect(links[2]).toMatchObject({ peerIndex: 2, hairpin: false, up: true });
    expect(defaultRoutes).toEqual([]);
  });

  it('reads the inner end of a wire and the default route of a container', () => {
    const { links, defaultRoutes } = parseNetwork(fixture('container-network.txt'));
    const inner = links.find(({ name }) => name === 'eth0');
    expect(inner).toMatchObject({ index: 2, kind: 'veth', peerIndex: 3 });
    expect(inner?.addresses).toEqual(expect.arrayContaining(['10.55.66.2/24', 'fd00:55::2/64']));
    expect(defaultRoutes).toEqual([{ device: 'eth0', gateway: '10.55.66.1' }]);
  });

  it('passes over a link that vanished while it was listed', () => {
    expect(parseNetwork('[{}]\n[]\n')).toEqual(emptyNetwork);
  });

  it('throws on what iproute2 does not print', () => {
    expect(() => parseNetwork('[{"ifindex"\n')).toThrow();
  });
});
