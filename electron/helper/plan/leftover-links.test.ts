import { describe, expect, it } from 'vitest';
import { leftoverLinks } from './leftover-links';
import type { HostLink } from './links';

const link = (name: string, kind: string, more: Partial<HostLink> = {}): HostLink => ({
  name,
  kind,
  mac: '02:00:00:00:00:01',
  up: true,
  addresses: [],
  ...more,
});
const bridges = [{ name: 'net1', address: '10.99.0.1/24', mac: '02:00:00:00:00:01' }];
const attachments = [
  {
    id: 'veth-0123456789',
    target: { id: 'netns:c1', name: 'c1' },
    bridge: 'net1',
    interface: 'eth0',
    address: '10.99.0.2/24',
  },
];

const found = (...links: readonly HostLink[]) => leftoverLinks(links, bridges, attachments);

describe('the links that a killed helper left', () => {
  it('are those with its mark, wires before bridges', () => {
    expect(
      found(
        link('any', 'bridge', { alias: 'portolan:any' }),
        link('wire', 'veth', { alias: 'portolan:wire' }),
      ),
    ).toEqual([
      { kind: 'wire', name: 'wire' },
      { kind: 'bridge', name: 'any' },
    ]);
  });

  it('are those that were asked for and not marked yet', () => {
    expect(found(link('net1', 'bridge'), link('veth-0123456789', 'veth'))).toEqual([
      { kind: 'wire', name: 'veth-0123456789' },
      { kind: 'bridge', name: 'net1' },
    ]);
  });

  it('are test wires, by name and MAC address', () => {
    const mac = 'fe:ff:ff:00:aa:11';
    expect(found(link('ptlprobe00aa11', 'veth', { mac }))).toEqual([
      { kind: 'test-wire', name: 'ptlprobe00aa11' },
    ]);
  });

  it.each([
    ['a bridge of the same name', link('net1', 'bridge', { mac: '02:00:00:00:00:02' })],
    ['a link of the same name with a mark', link('net1', 'bridge', { alias: 'mine' })],
    ['a link of another kind', link('veth-0123456789', 'dummy')],
    ['a mark of another link', link('other', 'veth', { alias: 'portolan:wire' })],
    ['a marked link of another kind', link('tun0', 'tun', { alias: 'portolan:tun0' })],
    ['a name like a test wire', link('ptlprobe00aa11', 'veth')],
    ['a test wire of another kind', link('ptlprobe00aa11', 'tun', { mac: 'fe:ff:ff:00:aa:11' })],
    ['a longer name', link('ptlprobe00aa112', 'veth', { mac: 'fe:ff:ff:00:aa:11' })],
  ])('are not %s of others', (_, foreign) => {
    expect(found(foreign)).toEqual([]);
  });
});
