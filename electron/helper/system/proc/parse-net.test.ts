import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseSocketInode } from './parse-inode';
import { parseInterfaceCounters } from './parse-interface-counters';
import { parseNetlinkSockets } from './parse-netlink-sockets';

test('netlink sockets: groups, drops and inode by the names of the columns', () => {
  const text = readFileSync(new URL('fixtures/netlink.txt', import.meta.url), 'utf8');
  const listening = parseNetlinkSockets(text).filter(({ groups }) => groups !== 0);
  expect(listening).toEqual([
    { inode: 12595270, groups: 2, drops: 0 },
    { inode: 12594269, groups: 4, drops: 0 },
    { inode: 12594271, groups: 1, drops: 0 },
  ]);
  expect(parseNetlinkSockets('sk Pid\n1 2\n')).toEqual([]);
  expect(parseSocketInode('socket:[12345]')).toBe(12345);
  expect(parseSocketInode('/dev/null')).toBeNull();
});

test('interface counters: bytes received and sent', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:     840      10    0    0    0     0          0         0      840      10    0    0    0     0       0          0
v-web:100 1 0 0 0 0 0 0 23 1 0 0 0 0 0 0
`;
  expect([...parseInterfaceCounters(text)]).toEqual([
    ['lo', 1680],
    ['v-web', 123],
  ]);
});
