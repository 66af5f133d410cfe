import { expect, test } from 'vitest';
import type { Flow } from '#shared/model/flow';
import { describeFlows, flowSentence, statusWords } from './describe-flow';

const flow: Flow = {
  id: '7',
  protocol: 'tcp',
  dnat: true,
  snat: false,
  since: 0,
  wires: ['up0'],
  original: { src: '192.0.2.2', dst: '192.0.2.1', sport: 43938, dport: 2345 },
  reply: { src: '10.55.66.2', dst: '192.0.2.2', sport: 8001, dport: 43938 },
};
const status = { total: 1, events: 0, lost: 0, accounting: false };

test('a flow in a sentence', () => {
  const rule = { table: 'nat', chain: 'PORTOLAN-DNAT', number: 2, owner: 'portolan' } as const;
  expect(flowSentence({ ...flow, dnatRule: rule, to: { id: 'x', name: 'web' } })).toBe(
    '192.0.2.2:43938 connected to 192.0.2.1:2345 over tcp; DNAT by rule 2 of nat PORTOLAN-DNAT sent it to web 10.55.66.2:8001',
  );
  const half: Flow = {
    ...flow,
    dnat: false,
    snat: true,
    half: 'backend',
    publication: 'tcp-2345',
    client: { address: '::1', port: 5 },
    asked: { address: '::1', port: 2345 },
  };
  expect(flowSentence(half)).toBe(
    '192.0.2.2:43938 connected to 10.55.66.2:8001 over tcp; it went on as 192.0.2.2:43938; the proxy of tcp-2345 opened it for [::1]:5, which connected to [::1]:2345',
  );
});

test('uncertain and missing flows are reported', () => {
  const text = describeFlows([{ ...flow, candidates: ['a', 'b'] }], status, 3, undefined);
  expect(text).toContain('a? or b?');
  expect(text).toContain('3 more are not shown.');
  expect(describeFlows([], status, 0, 'web')).toContain('No connection is tracked in web.');
  expect(statusWords({ ...status, lost: 9, unseen: 2 }, 0).join()).toContain('dropped 9 events; 2');
});
