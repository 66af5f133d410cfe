import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { emptyNetwork, parseNetwork } from './parse-network';
import { parseVlans } from './parse-vlans';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');

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

  it('skips a link that vanished while it was listed', () => {
    expect(parseNetwork('[{}]\n[]\n')).toEqual(emptyNetwork);
  });

  it('throws on what iproute2 does not print', () => {
    expect(() => parseNetwork('[{"ifindex"\n')).toThrow();
  });

  it('reads kinds, and what a link sits on', () => {
    const { links } = parseNetwork(fixture('kinds-and-routes.txt'));
    const of = (name: string) => links.find((link) => link.name === name);
    expect(of('br0')).toMatchObject({ kind: 'bridge', vlanFiltering: false, running: false });
    expect(of('va')).toMatchObject({ kind: 'veth', peerName: 'vb', running: true });
    expect(of('mv0')).toMatchObject({ kind: 'macvlan', mode: 'bridge', peerName: 'va' });
    expect(of('tap0')).toMatchObject({ kind: 'tun', mode: 'tap' });
    expect(of('va')?.peerIndex).toBeUndefined();
  });

  it('reads kinds that not every kernel has, as iproute2 prints them', () => {
    const link = { flags: ['UP'], mtu: 1500, link_type: 'ether', addr_info: [] };
    const line = JSON.stringify([
      {
        ...link,
        ifindex: 5,
        ifname: 'eth0.7',
        link: 'eth0',
        linkinfo: { info_kind: 'vlan', info_data: { protocol: '802.1Q', id: 7, flags: [] } },
      },
      {
        ...link,
        ifindex: 6,
        ifname: 'iv0',
        link_index: 2,
        link_netnsid: 0,
        linkinfo: { info_kind: 'ipvlan', info_data: { mode: 'l3', flags: ['bridge'] } },
      },
      {
        ...link,
        ifindex: 7,
        ifname: 'wg0',
        link_type: 'none',
        linkinfo: { info_kind: 'wireguard' },
      },
      {
        ...link,
        ifindex: 8,
        ifname: 'br1',
        linkinfo: { info_kind: 'bridge', info_data: { vlan_filtering: 1 } },
      },
      { ...link, ifindex: 9, ifname: 'eth0', link: null },
    ]);
    expect(parseNetwork(`${line}\n[]\n[]\n`).links).toMatchObject([
      { kind: 'vlan', vlan: 7, peerName: 'eth0' },
      { kind: 'ipvlan', mode: 'l3', peerIndex: 2, peerNamespace: 0 },
      { kind: 'wireguard', up: true, running: false },
      { kind: 'bridge', vlanFiltering: true },
      { kind: 'physical' },
    ]);
  });

  it('reads the routes of both families, each next hop as one, the preferred default first', () => {
    const network = parseNetwork(fixture('kinds-and-routes.txt'));
    expect(network.defaultRoutes).toEqual([
      { device: 'va', gateway: '10.0.0.3' },
      { device: 'va', gateway: '10.0.0.2' },
    ]);
    expect(network.defaultRoutes6).toEqual([{ device: 'va' }]);
    const of = (destination: string) =>
      network.routes.filter((route) => route.destination === destination);
    expect(of('10.8.0.0/16').map(({ gateway }) => gateway)).toEqual(['10.0.0.2', '10.0.0.3']);
    expect(of('10.2.0.0/16')).toMatchObject([{ family: 'ipv4', table: '77' }]);
    expect(of('10.9.0.0/16')).toEqual([
      { family: 'ipv4', destination: '10.9.0.0/16', type: 'blackhole' },
    ]);
    expect(of('10.3.0.1/32')).toMatchObject([{ device: 'va' }]);
    expect(of('10.1.0.0/16')).toMatchObject([{ family: 'ipv4', gateway: 'fe80::1' }]);
    expect(of('default')).toContainEqual({
      family: 'ipv6',
      destination: 'default',
      device: 'lo',
      metric: 4096,
      type: 'unreachable',
    });
    expect(network.routes.map(({ destination }) => destination)).not.toContain('fe80::/64');
    expect(network.routes.map(({ table }) => table)).not.toContain('local');
  });

  it('reads neighbours, in three states', () => {
    const { neighbours } = parseNetwork(fixture('kinds-and-routes.txt'));
    expect(Object.fromEntries(neighbours.map(({ address, state }) => [address, state]))).toEqual({
      '10.0.0.9': 'permanent',
      '10.0.0.8': 'failed',
      '10.0.0.7': 'known',
      '10.0.0.6': 'known',
    });
  });
});

describe('parseVlans', () => {
  it('reads what `bridge -json vlan show` prints', () => {
    const text =
      '[{"ifname":"va","vlans":[{"vlan":1,"flags":["PVID","Egress Untagged"]},{"vlan":10,"vlanEnd":12}]},{}]';
    expect(parseVlans(text)).toEqual([
      { port: 'va', id: 1, pvid: true, untagged: true },
      { port: 'va', id: 10, end: 12, pvid: false, untagged: false },
    ]);
    expect(parseVlans('')).toEqual([]);
  });
});
