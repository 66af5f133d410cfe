import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseProcSockets } from './parse-sockets';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const places = (...args: Parameters<typeof parseProcSockets>) =>
  parseProcSockets(...args).map(({ address, port }) => `${address} ${String(port)}`);

describe('parseProcSockets', () => {
  it('reads listening TCP sockets of both families', () => {
    expect(places(fixture('proc-net-tcp.txt'), 'tcp', 4).sort()).toEqual([
      '0.0.0.0 8000',
      '127.0.0.1 8001',
    ]);
    expect(places(fixture('proc-net-tcp6.txt'), 'tcp', 6)).toEqual(['::1 9000']);
  });

  it('reads bound UDP sockets', () => {
    expect(places(fixture('proc-net-udp.txt'), 'udp', 4)).toEqual(['10.55.66.2 53']);
  });

  it('passes over connections and over text that is not a table', () => {
    const established =
      'head\n 0: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 0 0 12345 1\n';
    expect(parseProcSockets(established, 'tcp', 4)).toEqual([]);
    expect(parseProcSockets('', 'tcp', 4)).toEqual([]);
    expect(parseProcSockets('head\n nonsense\n', 'tcp', 6)).toEqual([]);
  });
});
