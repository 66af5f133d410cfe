import { act, renderHook } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Flow, FlowRule } from '#shared/model/flow';
import { flowMap } from '../../store/inspect/flow-map';
import { firstView } from '../../store/inspect/flow-view';
import { flow, proxied } from '../../testing/sample-flows';
import { sampleSnapshot } from '../../testing/sample-snapshot';
import { ageName, bytesName } from './amounts';
import { flowsCsv, flowsJson } from './flow-file';
import { filterRows, statesOf } from './flow-filter';
import { askedOf, clientOf, flowRows, reachedOf } from './flow-rows';
import { sortRows } from './flow-sort';
import { flowWords } from './flow-words';
import { useRowWindow } from './use-row-window';

const rowsOf = (...flows: readonly Flow[]) => flowRows(flowMap(flows));

describe('rows', () => {
  it('show both halves of a connection through the proxy as one, from the real client', () => {
    for (const order of [proxied(), proxied().toReversed()]) {
      const rows = rowsOf(...order);
      expect(rows).toHaveLength(1);
      expect(rows[0]?.front.id).toBe('front');
      expect(clientOf(rows[0]!)).toBe('127.0.0.1:50122');
      expect(reachedOf(rows[0]!)).toBe('10.55.66.2:8000');
    }
  });

  it('name the real client and what it asked also when only the half of the proxy is known', () => {
    const [, back] = proxied();
    const [row] = rowsOf(back);
    expect(row?.id).toBe('back');
    expect(clientOf(row!)).toBe('127.0.0.1:50122');
    expect(askedOf(row!)).toBe('127.0.0.1:2345');
  });
});

describe('the filter', () => {
  const all = rowsOf(
    flow('a'),
    flow('b', {
      state: 'TIME_WAIT',
      dnat: false,
      snat: true,
      original: { src: '10.55.66.3', dst: '198.51.100.7', sport: 5000, dport: 443 },
      reply: { src: '198.51.100.7', dst: '192.0.2.1', sport: 443, dport: 5000 },
      publication: undefined,
      to: undefined,
      from: { id: 'netns:c2', name: 'c2' },
    }),
    ...proxied(),
  );
  const found = (text: string, changes = {}) =>
    filterRows(all, { ...firstView.filter, text, ...changes }).map(({ id }) => id);

  it.each([
    ['', ['a', 'b', 'front']],
    ['port:443', ['b']],
    ['port:44', []],
    ['address:10.55', ['a', 'b', 'front']],
    ['address:198.51 port:5000', ['b']],
    ['container:C2', ['b']],
    ['state:time', ['b']],
    ['192.0.2.2:43938', ['a']],
    ['p2345 127.0.0.1', ['front']],
    ['nothing-like-it', []],
  ] as const)('"%s" lets %o through', (text, ids) => {
    expect(found(text)).toEqual(ids);
  });

  it('knows states and translations', () => {
    expect(statesOf(all)).toEqual(['ESTABLISHED', 'TIME_WAIT']);
    expect(found('', { state: 'TIME_WAIT' })).toEqual(['b']);
    expect(found('', { translation: 'dnat' })).toEqual(['a']);
    expect(found('', { translation: 'snat' })).toEqual(['b']);
    expect(found('', { translation: 'both' })).toEqual([]);
    expect(found('', { translation: 'none' })).toEqual(['front']);
  });
});

describe('the order', () => {
  const from = (id: string, src: string, more: Partial<Flow> = {}) =>
    flow(id, { original: { src, dst: '192.0.2.1', sport: 1, dport: 2345 }, ...more });
  const all = rowsOf(
    from('x', '192.0.2.10', { since: 3, rate: { original: 1, reply: 1 } }),
    from('y', '192.0.2.9', { since: 5 }),
    from('z', '192.0.2.9', { since: 1, rate: { original: 9, reply: 0 } }),
  );
  const order = (column: Parameters<typeof sortRows>[1]['column'], descending = false) =>
    sortRows(all, { column, descending }).map(({ id }) => id);

  it('counts numbers in addresses, and does not move rows that are alike', () => {
    expect(order('client')).toEqual(['y', 'z', 'x']);
    expect(order('client', true)).toEqual(['x', 'y', 'z']);
  });

  it('begins with the youngest, and with the most', () => {
    expect(order('age')).toEqual(['y', 'x', 'z']);
    expect(order('rate', true)).toEqual(['z', 'x', 'y']);
  });
});

describe('the words', () => {
  const keys = (...flows: readonly Flow[]) =>
    flowWords(rowsOf(...flows)[0]!, sampleSnapshot.publications).map(({ key }) => key);

  it('describe the translation, and its publication', () => {
    expect(flowWords(rowsOf(flow('a'))[0]!, sampleSnapshot.publications)).toEqual([
      { key: 'asked', values: { client: '192.0.2.2:43938', asked: '192.0.2.1:2345' } },
      { key: 'dnatPublication', values: { publication: '2345/tcp', reached: '10.55.66.2:8000' } },
    ]);
    expect(keys(flow('a', { publication: undefined }))).toEqual(['asked', 'dnat']);
    const dnatRule: FlowRule = {
      table: 'nat',
      chain: 'PORTOLAN-DNAT',
      number: 2,
      owner: 'portolan',
    };
    expect(keys(flow('a', { dnatRule }))).toEqual(['asked', 'dnatRulePublication']);
    expect(keys(flow('a', { dnatRule, publication: undefined }))).toEqual(['asked', 'dnatRule']);
    expect(keys(flow('a', { snat: true, state: 'SYN_SENT' }))).toEqual([
      'asked',
      'dnatPublication',
      'snat',
      'unanswered',
    ]);
    expect(keys(flow('a', { dnat: false }))).toEqual(['asked', 'plain']);
  });

  it('describe the proxy, from either half', () => {
    const [front, back] = proxied();
    expect(keys(front, back)).toEqual(['asked', 'proxy']);
    expect(keys(back)).toEqual(['asked', 'proxy']);
  });
});

describe('files', () => {
  it('hold the rows in their order, with a header', () => {
    const lines = flowsCsv(rowsOf(flow('a', { state: '=cmd()' }), ...proxied())).split('\r\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]?.split(',').length).toBe(lines[1]?.split(',').length);
    expect(lines[1]).toMatch(
      /^tcp,'=cmd\(\),192\.0\.2\.2:43938,192\.0\.2\.1:2345,10\.55\.66\.2:8000,c1,/,
    );
    expect(lines[1]).toContain(',p2345,true,false,false,,,1970-');
    expect(lines[2]).toContain('127.0.0.1:50122');
  });

  it('hold both halves as records of the contract', () => {
    const { flows } = JSON.parse(flowsJson(rowsOf(...proxied()))) as { flows: Flow[] };
    expect(flows).toEqual(proxied());
  });
});

it('only rows in sight are rendered', () => {
  const box = document.createElement('div');
  Object.defineProperty(box, 'clientHeight', { value: 300 });
  const visibleRows = (count: number, scrolled: number) => {
    const { result, unmount } = renderHook(() => useRowWindow(count, { current: box }));
    box.scrollTop = scrolled;
    act(() => {
      box.dispatchEvent(new Event('scroll'));
    });
    const rows = result.current.getVirtualItems();
    unmount();
    return { first: rows[0]?.index, end: (rows.at(-1)?.index ?? 0) + 1 };
  };
  expect(visibleRows(5_000, 0)).toEqual({ first: 0, end: 18 });
  expect(visibleRows(5_000, 90_000)).toEqual({ first: 2_992, end: 3_018 });
  expect(visibleRows(5_000, 149_700)).toEqual({ first: 4_982, end: 5_000 });
  expect(visibleRows(3, 900)).toEqual({ first: 0, end: 3 });
});

it('amounts are short', () => {
  expect([0, 999, 1_000, 99_400, 230_000_000].map(bytesName)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '99.4 kB',
    '230 MB',
  ]);
  expect([-5, 4_900, 60_000, 7_200_000].map(ageName)).toEqual(['0 s', '4 s', '1 min', '2 h']);
});
