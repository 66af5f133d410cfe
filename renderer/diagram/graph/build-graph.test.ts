import { describe, expect, it } from 'vitest';
import {
  bridge,
  endpoint,
  hostInterface,
  listener,
  publication,
  sampleSnapshot,
  snapshotOf,
} from '../../testing/sample-snapshot';
import { buildGraph } from './build-graph';
import { externalInterfaces } from './external-interfaces';
import type { Graph } from './graph';

const idsOf = (graph: Graph, kind: string): readonly string[] =>
  graph.nodes.filter((node) => node.kind === kind).map((node) => node.id);

function card(graph: Graph, name: string) {
  const found = graph.nodes.find((node) => node.kind === 'endpoint' && node.endpoint.name === name);
  if (found?.kind !== 'endpoint') throw new Error(`there is no ${name}`);
  return found;
}

describe('buildGraph', () => {
  it('draws the lab from outside to containers', () => {
    const graph = buildGraph(sampleSnapshot);
    expect(graph.nodes.map((node) => node.id)).toEqual([
      'outside',
      'uplink:eth0',
      'edge',
      'bridge:hw0',
      'endpoint:netns:c1',
      'endpoint:netns:c2',
      'endpoint:netns:c3',
    ]);
    expect(graph.edges.map(({ source, target }) => `${source} ${target}`)).toEqual([
      'outside uplink:eth0',
      'uplink:eth0 edge',
      'edge bridge:hw0',
      'bridge:hw0 endpoint:netns:c1',
      'bridge:hw0 endpoint:netns:c2',
      'bridge:hw0 endpoint:netns:c3',
      'edge endpoint:netns:c1',
    ]);
  });

  it('gives the same graph whatever the order of the snapshot', () => {
    const shuffled = {
      ...sampleSnapshot,
      endpoints: sampleSnapshot.endpoints.toReversed(),
      bridges: [bridge('br1'), ...sampleSnapshot.bridges],
    };
    const sorted = {
      ...sampleSnapshot,
      bridges: [...sampleSnapshot.bridges, bridge('br1')],
    };
    expect(buildGraph(shuffled)).toEqual(buildGraph(sorted));
  });

  it('joins the listeners of one port, and marks one that is reached from inside only', () => {
    const c1 = endpoint('c1', 'hw0', [
      listener(3000, '::'),
      listener(3000, '0.0.0.0'),
      listener(9000, '127.0.0.1'),
      listener(9000, '::1'),
      listener(9001, '127.0.0.1'),
      listener(9001, '10.55.66.2'),
    ]);
    const { chips } = card(buildGraph(snapshotOf({ endpoints: [c1] })), 'c1');
    expect(chips.map(({ port, listens }) => [port, listens])).toEqual([
      [3000, 'everywhere'],
      [9000, 'loopback'],
      [9001, 'everywhere'],
    ]);
  });

  it('shows a published port on which nothing listens', () => {
    const c1 = endpoint('c1', 'hw0', []);
    const graph = buildGraph(
      snapshotOf({ endpoints: [c1], publications: [publication(80, c1, 8000)] }),
    );
    expect(card(graph, 'c1').chips).toMatchObject([{ port: 8000, listens: 'none' }]);
    expect(graph.edges.some((edge) => edge.kind === 'publication')).toBe(true);
  });

  it('leaves out only ports that are not published, and counts them', () => {
    const c1 = endpoint('c1', 'hw0', [1, 2, 3, 4, 5, 6, 7, 8]);
    const graph = buildGraph(
      snapshotOf({ endpoints: [c1], publications: [publication(80, c1, 8)] }),
    );
    expect(card(graph, 'c1').chips.map(({ port }) => port)).toEqual([1, 2, 3, 4, 8]);
    expect(card(graph, 'c1').hidden).toBe(3);
  });

  it('draws no line to a container that is not running', () => {
    const gone = endpoint('gone', 'hw0');
    const graph = buildGraph(snapshotOf({ publications: [publication(80, gone)] }));
    expect(graph.edges.some((edge) => edge.kind === 'publication')).toBe(false);
  });

  it('separates containers whose bridge is missing', () => {
    const graph = buildGraph(
      snapshotOf({ endpoints: [endpoint('a', null), endpoint('b', 'elsewhere')] }),
    );
    expect(card(graph, 'a').group).toBeNull();
    expect(card(graph, 'b').group).toBeNull();
    expect(graph.edges.some((edge) => edge.kind === 'wire')).toBe(false);
    expect(idsOf(graph, 'bridge')).toEqual(['bridge:hw0']);
  });
});

describe('externalInterfaces', () => {
  const { host } = sampleSnapshot;

  it.each([
    ['an uplink', hostInterface('wlan0', { uplink: true, up: false }), true],
    ['a bridge that is an uplink', hostInterface('br0', { kind: 'bridge', uplink: true }), true],
    ['another network card', hostInterface('eth1'), true],
    ['a tunnel', hostInterface('wg0', { kind: 'wireguard' }), true],
    ['a veth that leads to no known container', hostInterface('v0', { kind: 'veth' }), true],
    ['the wire of a container', hostInterface('veth-c2', { kind: 'veth' }), false],
    ['the port of a bridge', hostInterface('v1', { kind: 'veth', bridge: 'hw0' }), false],
    ['a bridge', hostInterface('docker0', { kind: 'bridge' }), false],
    ['loopback', hostInterface('lo', { kind: 'loopback' }), false],
    ['what is down', hostInterface('eth2', { up: false }), false],
  ])('%s', (_what, iface, external) => {
    const found = externalInterfaces({ ...host, interfaces: [iface] }, sampleSnapshot.endpoints);
    expect(found).toEqual(external ? [iface] : []);
  });
});

describe('links other than the wire from a bridge to a container', () => {
  const camera = endpoint('camera', null);
  const link = { name: 'eth0', mac: '', up: true, addresses: ['192.0.2.7/24'] };

  it('leads a macvlan to the interface of the host that it sits on', () => {
    const on = (parent: { name: string; endpoint?: string }) =>
      buildGraph(
        snapshotOf({
          endpoints: [{ ...camera, interfaces: [{ ...link, kind: 'macvlan', parent }] }],
        }),
      ).edges.flatMap(({ kind, source, target }) =>
        kind === 'wire' ? [`${source} ${target}`] : [],
      );
    expect(on({ name: 'eth0' })).toEqual(['uplink:eth0 endpoint:netns:camera']);
    expect(on({ name: 'hw0' })).toEqual(['bridge:hw0 endpoint:netns:camera']);
    expect(on({ name: 'gone' })).toEqual([]);
    expect(on({ name: 'eth0', endpoint: 'netns:c1' })).toEqual([]);
  });

  it('shows an attachment that failed as a broken wire, and its reason on both sides', () => {
    const failed = {
      id: 'veth-1',
      bridge: 'hw0',
      interface: 'eth0',
      address: '10.55.66.9/24',
      endpoint: { id: camera.id, name: 'camera' },
      state: 'failed' as const,
    };
    const graph = buildGraph(snapshotOf({ endpoints: [camera], attachments: [failed] }));
    expect(graph.edges.filter(({ kind }) => kind === 'wire')).toMatchObject([
      { source: 'bridge:hw0', target: 'endpoint:netns:camera', up: false },
    ]);
    expect(card(graph, 'camera').failed).toEqual([failed]);
  });
});
