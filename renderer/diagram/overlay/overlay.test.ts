import { describe, expect, it } from 'vitest';
import type { Flow } from '#shared/model/flow';
import { flow } from '../../testing/sample-flows';
import { droppedHops, forwardedHops } from '../../testing/sample-hops';
import { sampleSnapshot } from '../../testing/sample-snapshot';
import { buildGraph } from '../graph/build-graph';
import { layoutGraph } from '../layout/layout';
import { edgeLines } from '../layout/edge-lines';
import { edgeLoads, loadWidth } from './edge-loads';
import { marksAt, maxMarks } from './moving-marks';
import { lengthOf, pointAt, polyline } from './polyline';
import { tracePath } from './trace-path';
import { chartWires, ownAddresses } from './wire-edges';

const graph = buildGraph(sampleSnapshot);
const layout = layoutGraph(graph, null);
const lines = new Map(
  [...edgeLines(graph, layout)].map(([id, { path }]) => [id, polyline(path)] as const),
);
const wires = chartWires(graph.edges);
const own = ownAddresses(sampleSnapshot);
const uplink = ['link:outside:uplink:eth0', 'link:uplink:eth0:edge'];
const bridge = 'link:edge:bridge:hw0';
const veth = 'wire:netns:c1:eth0';

const loadsOf = (flows: readonly Flow[], rates = {}) => edgeLoads(flows, rates, wires, own);

describe('loads', () => {
  const rate = { original: 10, reply: 1_000 };

  it('lie on the lines that connections use, in their direction', () => {
    const loads = loadsOf([flow('a', { rate }), flow('b', { rate })]);
    expect([...loads.keys()].sort()).toEqual([bridge, ...uplink, veth].sort());
    for (const load of loads.values())
      expect(load).toEqual({ flows: 2, forward: 20, backward: 2_000 });
  });

  it('run in the other direction for what a container opens', () => {
    const out = flow('out', { rate, wires: ['veth-c1', 'hw0', 'eth0'] });
    for (const load of loadsOf([out]).values()) expect(load.backward).toBe(10);
    const fromHost = flow('host', { rate, wires: ['hw0', 'veth-c1'] });
    for (const load of loadsOf([fromHost]).values()) expect(load.forward).toBe(10);
    const toHost = flow('in', { rate, wires: ['eth0'] });
    for (const load of loadsOf([toHost]).values()) expect(load.forward).toBe(10);
  });

  it('take the rate of the wire where the kernel counts no bytes', () => {
    const loads = loadsOf([flow('a')], { eth0: 500, 'not-on-the-chart': 9 });
    expect(loads.get(uplink[0]!)).toEqual({ flows: 1, forward: 250, backward: 250 });
    expect(loads.get(veth)).toEqual({ flows: 1, forward: 0, backward: 0 });
    expect(loadsOf([]).size).toBe(0);
  });

  it('make lines thicker by the logarithm of their rate, up to a limit', () => {
    const width = (forward: number) => loadWidth({ flows: 1, forward, backward: 0 });
    expect(width(0)).toBe(2);
    expect(width(10_000) - width(1_000)).toBeCloseTo(1);
    expect(width(1e15)).toBe(9);
  });
});

describe('marks', () => {
  it('are on their lines, move with time, and are never more than the limit', () => {
    const loads = loadsOf([flow('a', { rate: { original: 1e9, reply: 1e9 } })]);
    const [before, after] = [marksAt(loads, lines, 0), marksAt(loads, lines, 0.1)];
    expect(before.length).toBeGreaterThan(4);
    expect(after).not.toEqual(before);
    for (const { edge, distance } of [...before, ...after]) {
      expect(distance).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThanOrEqual(lengthOf(lines.get(edge)!));
    }
    const many = new Map(
      Array.from({ length: 500 }, (_, index) => [String(index), loads.get(veth)!] as const),
    );
    const same = new Map([...many.keys()].map((id) => [id, lines.get(veth)!] as const));
    expect(marksAt(many, same, 1)).toHaveLength(maxMarks);
  });

  it('show a connection without a known rate by one', () => {
    expect(marksAt(loadsOf([flow('a', { wires: ['veth-c1'] })]), lines, 0)).toHaveLength(1);
  });
});

describe('a line', () => {
  it('is measured along its pieces', () => {
    const line = polyline('M0,0H10V20Q10,30 20,30L30,30');
    expect(pointAt(line, 5)).toEqual({ x: 5, y: 0 });
    expect(pointAt(line, 25)).toEqual({ x: 10, y: 15 });
    expect(pointAt(line, lengthOf(line))).toEqual({ x: 30, y: 30 });
    expect(lengthOf(line)).toBeGreaterThan(30 + 14.1 + 10);
    expect(lengthOf(line)).toBeLessThan(30 + 20 + 10);
  });

  it('begins and ends where its path does', () => {
    const line = polyline('M572,44C618,44 618,120.5 664,120.5');
    expect(line.points[0]).toEqual({ x: 572, y: 44 });
    expect(line.points.at(-1)).toEqual({ x: 664, y: 120.5 });
  });
});

describe('the path of a traced packet', () => {
  const places = { edges: graph.edges, boxes: layout.boxes, lines, wires };

  it('goes from outside to the container, with stops from left to right', () => {
    const { edges, stops } = tracePath(forwardedHops, places);
    expect(edges.map(({ id }) => id)).toEqual([...uplink, bridge, veth]);
    expect(edges.every(({ backward }) => !backward)).toBe(true);
    expect(stops.map(({ from, to }) => [from, to])).toEqual([
      [1, 2],
      [3, 3],
      [4, 4],
      [5, 5],
    ]);
    const xs = stops.map(({ x }) => x);
    expect(xs).toEqual(xs.toSorted((a, b) => a - b));
    expect(stops.some(({ dropped }) => dropped)).toBe(false);
  });

  it('ends where the packet is dropped', () => {
    const { edges, stops } = tracePath(droppedHops, places);
    expect(edges.map(({ id }) => id)).toEqual(uplink);
    expect(stops.map(({ dropped }) => dropped)).toEqual([false, true]);
  });

  it('runs backwards for a packet that leaves the container', () => {
    const inside = {
      ...forwardedHops[4]!,
      seq: 1,
      hook: 'output',
      oif: 'eth0',
      iif: undefined,
      route: undefined,
    } as const;
    const host = [
      { ...forwardedHops[0]!, seq: 2, iif: 'hw0' },
      { ...forwardedHops[3]!, seq: 3, oif: 'eth0', route: { to: 'forward', oif: 'eth0' } } as const,
    ];
    const { edges } = tracePath([inside, ...host], places);
    expect(edges).toEqual(
      [veth, bridge, ...uplink.toReversed()].map((id) => ({ id, backward: true })),
    );
  });
});
