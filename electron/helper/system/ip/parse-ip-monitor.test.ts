import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseMonitorLine } from './parse-ip-monitor';

const lines = readFileSync(join(import.meta.dirname, 'fixtures/ip-monitor.txt'), 'utf8')
  .trim()
  .split('\n');
const neighbour = { device: 'va', mac: '02:00:00:00:00:02', state: 'known' } as const;

describe('parseMonitorLine', () => {
  it('reports where something changed, and skips the forwarding tables of bridges', () => {
    expect(lines.slice(0, 8).map(parseMonitorLine)).toEqual([
      undefined,
      undefined,
      { nsid: null, what: { kind: 'namespaces' } },
      { nsid: null, what: { kind: 'network' } },
      { nsid: null, what: { kind: 'network' } },
      { nsid: 0, what: { kind: 'namespaces' } },
      { nsid: 0, what: { kind: 'network' } },
      { nsid: 0, what: { kind: 'network' } },
    ]);
  });

  it('reports the new state of neighbours', () => {
    const seven = { kind: 'neighbour', address: '10.0.0.7', device: 'va' } as const;
    expect(lines.slice(-4).map((line) => parseMonitorLine(line)?.what)).toEqual([
      { ...seven, neighbour: { address: '10.0.0.7', ...neighbour } },
      {
        kind: 'neighbour',
        address: '10.0.0.6',
        device: 'va',
        neighbour: { address: '10.0.0.6', ...neighbour },
      },
      { ...seven, neighbour: { address: '10.0.0.7', device: 'va', state: 'failed' } },
      { ...seven, neighbour: undefined },
    ]);
    const group = '[nsid 3]Deleted ff02::16 dev eth0 lladdr 33:33:00:00:00:16 NOARP ';
    expect(parseMonitorLine(group)).toEqual({
      nsid: 3,
      what: { kind: 'neighbour', address: 'ff02::16', device: 'eth0', neighbour: undefined },
    });
  });

  it('skips what is no event', () => {
    expect(parseMonitorLine('netlink receive error No buffer space available')).toBeUndefined();
    expect(parseMonitorLine('')).toBeUndefined();
  });
});
