import { describe, expect, it } from 'vitest';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import {
  bridge,
  endpoint,
  publication,
  sampleSnapshot,
  snapshotOf,
} from '../../testing/sample-snapshot';
import { buildGraph } from '../graph/build-graph';
import { layoutGraph, type Layout } from './layout';
import { edgeLines } from './edge-lines';
import { measures, type Box } from './sizes';
import { spread } from './edge-rows';
import { fitViewport, zoomLimits } from './viewport';

const layOut = (snapshot: Snapshot, previous: Layout | null = null): Layout =>
  layoutGraph(buildGraph(snapshot), previous);

/**
 * A small pseudo-random generator of numbers from 0 to 1, deterministic for a seed (mulberry32).
 */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function overlap(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

function expectNoOverlap(layout: Layout): void {
  const boxes = [...layout.boxes];
  for (const [i, [name, box]] of boxes.entries()) {
    for (const [other, otherBox] of boxes.slice(i + 1)) {
      if (overlap(box, otherBox)) expect.fail(`${name} overlaps ${other}`);
    }
  }
}

describe('layoutGraph', () => {
  it('reads from left to right', () => {
    const { boxes } = layOut(sampleSnapshot);
    const left = (id: string): number => boxes.get(id)?.x ?? NaN;
    const row = ['outside', 'uplink:eth0', 'edge', 'bridge:hw0', 'endpoint:netns:c1'].map(left);
    expect(row).toEqual(row.toSorted((a, b) => a - b));
    expectNoOverlap(layOut(sampleSnapshot));
  });

  it('draws a single publication line straight', () => {
    const graph = buildGraph(sampleSnapshot);
    const line = edgeLines(graph, layoutGraph(graph, null)).get('publication:p2345');
    expect(line?.path).toMatch(/^M[\d.]+,[\d.]+H[\d.]+$/);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'keeps everybody in place as others come and go (seed %i)',
    (seed) => {
      const next = random(seed);
      const bridges = ['br0', 'br1', 'br2'];
      let serial = 0;
      const newcomer = (): Endpoint => {
        const at = bridges[Math.floor(next() * 4)] ?? null;
        return endpoint(`c${String((serial += 1))}`, at, next() < 0.5 ? [80] : []);
      };
      let endpoints = Array.from({ length: 2 + Math.floor(next() * 20) }, newcomer);
      const snapshot = (): Snapshot =>
        snapshotOf({ bridges: bridges.map(bridge), endpoints, publications: [], attachments: [] });
      let layout = layOut(snapshot());
      for (let step = 0; step < 40; step++) {
        endpoints = endpoints.filter(() => next() > 0.15);
        const staying = new Set(endpoints.map(({ id }) => `endpoint:${id}`));
        while (next() < 0.6) endpoints = [...endpoints, newcomer()];
        const after = layOut(snapshot(), layout);
        for (const [id, box] of layout.boxes) {
          if (!staying.has(id)) continue;
          expect(after.boxes.get(id), `${id} in step ${String(step)}`).toMatchObject({
            x: box.x,
            y: box.y,
          });
        }
        for (const { id } of endpoints) expect(after.boxes.has(`endpoint:${id}`)).toBe(true);
        expectNoOverlap(after);
        layout = after;
      }
    },
  );

  it('places a new node where one was removed', () => {
    const before = layOut(sampleSnapshot);
    const without = { ...sampleSnapshot, endpoints: sampleSnapshot.endpoints.slice(1) };
    const emptied = layOut(without, before);
    const refilled = layOut(
      { ...without, endpoints: [...without.endpoints, endpoint('c9', 'hw0')] },
      emptied,
    );
    expect(refilled.boxes.get('endpoint:netns:c9')).toEqual(before.boxes.get('endpoint:netns:c1'));
  });

  it('makes room without overlap when a card outgrows its row', () => {
    const [c1, ...others] = sampleSnapshot.endpoints;
    const grown = { ...endpoint('c1', 'hw0', [1, 2, 3, 4, 5]), id: c1!.id };
    const after = layOut(
      { ...sampleSnapshot, endpoints: [grown, ...others] },
      layOut(sampleSnapshot),
    );
    expectNoOverlap(after);
  });

  it('spaces publications in the order of their targets, within the edge', () => {
    const { endpoints } = sampleSnapshot;
    const publications = Array.from({ length: 40 }, (_, i) =>
      publication(3000 + i, endpoints[i % 3]!, i % 3 === 0 ? 8000 : i % 3 === 1 ? 8080 : 3000),
    );
    const { rows, boxes } = layOut({ ...sampleSnapshot, publications });
    const centres = [...rows.values()].sort((a, b) => a - b);
    expect(centres).toHaveLength(40);
    for (const [i, centre] of centres.entries()) {
      if (i > 0) expect(centre - centres[i - 1]!).toBeGreaterThanOrEqual(measures.edge.row);
    }
    const edge = boxes.get('edge')!;
    expect(centres.at(-1)! + measures.edge.row / 2).toBeLessThanOrEqual(edge.y + edge.height);
    expect(Math.max(rows.get('p3000')!, rows.get('p3039')!)).toBeLessThan(rows.get('p3001')!);
  });
});

describe('spread', () => {
  it('does not move what has room', () => {
    expect(spread([100, 200, 300], 30, 0)).toEqual([100, 200, 300]);
  });
  it('spaces those with the same preferred position evenly around it', () => {
    expect(spread([100, 100, 100], 30, 0)).toEqual([70, 100, 130]);
  });
  it('begins no higher than allowed', () => {
    expect(spread([10, 12], 30, 50)).toEqual([50, 80]);
  });
});

describe('fitViewport', () => {
  it('centres a small chart without enlarging it', () => {
    const view = fitViewport({ x: 0, y: 0, width: 200, height: 100 }, { width: 1000, height: 600 });
    expect(view.zoom).toBe(zoomLimits.largestFit);
    expect(view.x + 100 * view.zoom).toBeCloseTo(500);
    expect(view.y + 50 * view.zoom).toBeCloseTo(300);
  });
  it('shows a huge chart from its corner, still readable', () => {
    const view = fitViewport(
      { x: 0, y: 0, width: 9000, height: 9000 },
      { width: 1000, height: 600 },
    );
    expect(view.zoom).toBe(zoomLimits.smallestFit);
    expect(view.x).toBeGreaterThan(0);
    expect(view.y).toBeGreaterThan(0);
  });
});
