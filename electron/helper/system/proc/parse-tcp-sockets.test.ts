import { expect, it } from 'vitest';
import { parseTcpSockets } from './parse-tcp-sockets';

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
    parseTcpSockets(text, family).map(
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
