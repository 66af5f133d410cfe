import { expect, test } from 'vitest';
import type { Flow } from './flow';
import { flowsToCsv } from './flow-csv';

const flow: Flow = {
  id: '7',
  protocol: 'tcp',
  state: 'ESTABLISHED',
  dnat: true,
  snat: false,
  since: 0,
  original: { src: '192.0.2.2', dst: '192.0.2.1', sport: 4000, dport: 2345, bytes: 10 },
  reply: { src: '10.55.66.2', dst: '192.0.2.2', sport: 8000, dport: 4000 },
  publication: 'tcp-2345',
  to: { id: 'docker:1', name: 'a "quoted", name' },
  wires: ['up0', 'hw0', 'v1'],
};

test('flows as CSV: a head, one line each, quoted where it must be', () => {
  const [head = '', line = '', end] = flowsToCsv([flow]).split('\r\n');
  expect(end).toBe('');
  expect(line.startsWith('7,tcp,ESTABLISHED,192.0.2.2,4000,192.0.2.1,2345,,10,')).toBe(true);
  expect(line).toContain(',"a ""quoted"", name",');
  expect(line).toContain(',up0 hw0 v1,1970-01-01T00:00:00.000Z,');
  // The quoted name holds one comma of its own.
  expect(line.split(',').length - 1).toBe(head.split(',').length);
});
