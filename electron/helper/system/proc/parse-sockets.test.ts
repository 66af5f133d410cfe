import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { listeningSockets, tcpConnections } from './parse-sockets';

const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'fixtures', name), 'utf8');
const places = (...args: Parameters<typeof listeningSockets>) =>
  listeningSockets(...args).map(({ address, port }) => `${address} ${String(port)}`);

describe('listeningSockets', () => {
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

  it('skips connections, and text that is not a table', () => {
    const established =
      'head\n 0: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000 0 0 12345 1\n';
    expect(listeningSockets(established, 'tcp', 4)).toEqual([]);
    expect(listeningSockets('', 'tcp', 4)).toEqual([]);
    expect(listeningSockets('head\n nonsense\n', 'tcp', 6)).toEqual([]);
  });
});
/** Lines of `/proc/net/tcp` and `tcp6`, cut after the state. */
const four = `  sl  local_address rem_address   st
   0: 00000000:1F40 00000000:0000 0A
   1: 02424D0A:1F40 01004D0A:9C40 01
   2: 01004D0A:9C41 02424D0A:1F41 02
   3: 0100007F:0050 0100007F:8000 06
 nonsense`;
const six =
  '  0: 0000000000000000FFFF0000016433C6:0929 0000000000000000FFFF0000026433C6:9C42 01\n' +
  '  1: B80D0120000000000000000001000000:0929 B80D0120000000000000000002000000:9C43 03\n';

it('reads connections with both ends and what state they are in', () => {
  const shown = (text: string, family: 4 | 6) =>
    tcpConnections(text, family).map(
      ({ local, remote, state }) =>
        `${local.address} ${String(local.port)} ${remote.address} ${String(remote.port)} ${state}`,
    );
  expect(shown(four, 4)).toEqual([
    '10.77.66.2 8000 10.77.0.1 40000 connected',
    '10.77.0.1 40001 10.77.66.2 8001 connecting',
    '127.0.0.1 80 127.0.0.1 32768 ending',
  ]);
  expect(shown(six, 6)).toEqual([
    '198.51.100.1 2345 198.51.100.2 40002 connected',
    '2001:db8::1 2345 2001:db8::2 40003 connected',
  ]);
});
