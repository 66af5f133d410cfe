import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseSocketCounts } from './parse-socket-counts';

it('counts the sockets of each protocol, and takes no protocol for another', () => {
  const path = join(import.meta.dirname, 'fixtures/proc-net-protocols.txt');
  const text = readFileSync(path, 'utf8');
  expect(parseSocketCounts(text)).toEqual({ tcp: 1, tcp6: 0, udp: 0, udp6: 0 });
  const more = text.replace(/^(UDPv6 +\d+ +)0/m, '$112');
  expect(parseSocketCounts(more)).toEqual({ tcp: 1, tcp6: 0, udp: 0, udp6: 12 });
  expect(parseSocketCounts('')).toEqual({ tcp: 0, tcp6: 0, udp: 0, udp6: 0 });
});
