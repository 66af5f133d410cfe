import { describe, expect, it } from 'vitest';
import type { Link } from '../../system/ip/parse-links';
import { emptyNetwork } from '../../system/ip/parse-network';
import { Wires, type WiredReading } from './wires';

const veth = (name: string, index: number, peerIndex: number, nsid?: number | string): Link => ({
  name,
  index,
  peerIndex,
  kind: 'veth',
  mac: '',
  mtu: 1500,
  up: true,
  running: true,
  peerNamespace: nsid,
  addresses: [],
});

const namespace = (name: string, inode: number, ...links: Link[]) => ({
  id: `netns:${name}`,
  name,
  runtime: 'netns' as const,
  state: 'running',
  inode,
  network: { ...emptyNetwork, links },
  listeners: [],
});

function reading(
  host: readonly Link[],
  namespaces: WiredReading['namespaces'],
  ids: readonly (readonly [number, number])[] = [],
): WiredReading {
  const named = namespaces.map(({ name, inode }) => ({ name, inode, path: '' }));
  const network = { ...emptyNetwork, links: host };
  return { network, namespaces, named, namespaceIds: new Map(ids) };
}

describe('Wires', () => {
  // Docker's containers all have an eth0 with index 2.
  const [va, vb] = [veth('va', 3, 2, 0), veth('vb', 4, 2, 1)];
  const a = namespace('a', 10, veth('eth0', 2, 3, 0), veth('x', 5, 6, 1));
  const b = namespace('b', 20, veth('eth0', 2, 4, 0));

  it('joins the ends that name each other, both ways', () => {
    const c = namespace('c', 30, veth('y', 6, 5, 0));
    const wires = new Wires(
      reading(
        [va, vb],
        [a, b, c],
        [
          [0, 10],
          [1, 20],
        ],
      ),
    );
    const of = (endpoint: string | null, link: Link | undefined) =>
      link && wires.peerOf({ endpoint, link });
    expect(of(null, va)).toEqual({ name: 'eth0', endpoint: 'netns:a' });
    expect(of('netns:b', b.network.links[0])).toEqual({ name: 'vb' });
    expect(of('netns:a', a.network.links[1])).toEqual({ name: 'y', endpoint: 'netns:c' });
    expect(of('netns:c', c.network.links[0])).toEqual({ name: 'x', endpoint: 'netns:a' });
  });

  it('uses the namespace where an interface index is ambiguous', () => {
    // The wire between c and d has the same indexes as the one between the host and a.
    const c = namespace('c', 30, veth('p', 2, 3, 5));
    const d = namespace('d', 40, veth('q', 3, 2, 7));
    const wires = new Wires(reading([va], [a, c, d], [[0, 10]]));
    const peer = (endpoint: string | null, link: Link | undefined) =>
      link && wires.peerOf({ endpoint, link });
    expect(peer(null, va)).toEqual({ name: 'eth0', endpoint: 'netns:a' });
    expect(peer('netns:a', a.network.links[0])).toEqual({ name: 'va' });
    expect(peer('netns:c', c.network.links[0])).toEqual({ name: 'q', endpoint: 'netns:d' });
  });

  it('leaves out ends that are certainly partners of others', () => {
    const host = veth('up0', 2, 2, 0);
    const [left, c, d] = [
      namespace('left', 10, veth('eth0', 2, 2, 0)),
      namespace('c', 30, veth('p', 2, 2, 0)),
      namespace('d', 40, veth('q', 2, 2, 0)),
    ];
    const wires = new Wires(reading([host], [left, c, d], [[0, 10]]));
    const [link] = c.network.links;
    expect(link && wires.peerOf({ endpoint: 'netns:c', link })).toEqual({
      name: 'q',
      endpoint: 'netns:d',
    });
  });

  it('returns nothing where the ends are ambiguous', () => {
    const twins = [namespace('c', 30, veth('p', 2, 9, 5)), namespace('d', 40, veth('p', 2, 9, 5))];
    const e = namespace('e', 50, veth('q', 9, 2, 7));
    const wires = new Wires(reading([], [...twins, e]));
    const link = e.network.links[0];
    expect(link && wires.peerOf({ endpoint: 'netns:e', link })).toBeUndefined();
  });

  it('finds what a macvlan sits on, here and on the host', () => {
    const mac = { ...veth('mv0', 7, 3, 0), kind: 'macvlan' };
    const here: Link = { ...veth('mv1', 8, 0), kind: 'macvlan', peerName: 'va' };
    const wires = new Wires(reading([va], [a]));
    expect(wires.parentOf({ endpoint: 'netns:a', link: mac })).toEqual({ name: 'va' });
    expect(wires.parentOf({ endpoint: null, link: here })).toEqual({ name: 'va' });
    expect(wires.parentOf({ endpoint: null, link: va })).toBeUndefined();
  });
});
