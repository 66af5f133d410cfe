import { expect, test } from 'vitest';
import { TrackedFlow } from '../track/tracked-flow';
import { noFacts, type FlowFacts } from './flow-facts';
import { FlowJoiner } from './flow-joiner';

const rule = (number: number): FlowFacts['rules'][number] => ({
  protocol: 'tcp',
  hostIp: '0.0.0.0',
  hostPort: 2345,
  to: '10.77.0.2',
  toPort: 8000,
  place: { table: 'nat', chain: 'PORTOLAN-DNAT', number, owner: 'portolan' },
});

const flow = (id: number, dport: number) =>
  new TrackedFlow(
    {
      kind: 'new',
      id,
      protocol: 'tcp',
      replied: true,
      state: 'ESTABLISHED',
      original: { src: '198.51.100.2', sport: 4000, dst: '198.51.100.1', dport },
      reply: { src: '10.77.0.2', sport: 8000, dst: '198.51.100.2', dport: 4000 },
    },
    String(id),
    'reported',
    0,
  );

test('a rule that is read after a flow began changes the record of that flow, and no other', () => {
  const joiner = new FlowJoiner(undefined);
  const flows = [flow(1, 2345), flow(2, 9999)] as const;
  for (const one of flows) joiner.add(one);
  expect(joiner.record(flows[0]).dnatRule).toBeUndefined();

  expect(joiner.setFacts({ ...noFacts, rules: [rule(3)] }, flows)).toEqual([flows[0]]);
  expect(joiner.record(flows[0]).dnatRule).toMatchObject({ number: 3 });
  expect(joiner.setFacts({ ...noFacts, rules: [rule(3)] }, flows)).toEqual([]);
  expect(joiner.setFacts({ ...noFacts, rules: [rule(4)] }, flows)).toEqual([flows[0]]);
});
