import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { asciiText, textLines } from '../../util/text-lines';
import { StringPool } from '../../util/string-pool';
import { tuplesWithPorts, type ConntrackEntry } from './conntrack-entry';
import { parseEntries, parseEntry } from './parse-entry';

const fixture = (name: string) => readFileSync(new URL(`fixtures/${name}`, import.meta.url));

/** Reads a fixture in chunks of so many bytes. */
function read(name: string, size: number): readonly ConntrackEntry[] {
  const entries: ConntrackEntry[] = [];
  const pool = new StringPool();
  const push = textLines((line) => {
    const entry = parseEntry(line, pool);
    if (entry === null) throw new Error(line);
    entries.push(entry);
  }, asciiText);
  const bytes = fixture(name);
  for (let at = 0; at < bytes.length; at += size) push(bytes.subarray(at, at + size));
  return entries;
}

test('events: kind, state, both tuples, counters and id', () => {
  const events = read('events.conntrack', 65_536);
  expect(events.map(({ kind, protocol, state }) => [kind, protocol, state])).toEqual([
    ['new', 'tcp', 'SYN_SENT'],
    ['update', 'tcp', 'SYN_RECV'],
    ['update', 'tcp', 'ESTABLISHED'],
    ['update', 'tcp', 'FIN_WAIT'],
    ['update', 'tcp', 'LAST_ACK'],
    ['update', 'tcp', 'TIME_WAIT'],
    ['new', 'tcp', 'SYN_SENT'],
    ['destroy', 'tcp', 'CLOSE'],
    ['new', 'udp', undefined],
    ['destroy', 'tcp', 'TIME_WAIT'],
    ['destroy', 'udp', undefined],
  ]);
  expect(events[0]).toEqual({
    kind: 'new',
    id: 2805115900,
    protocol: 'tcp',
    state: 'SYN_SENT',
    replied: false,
    original: { src: '198.51.100.2', dst: '198.51.100.1', sport: 38146, dport: 9999 },
    reply: { src: '198.51.100.1', dst: '198.51.100.2', sport: 9998, dport: 38146 },
  });
  expect(events[9]).toMatchObject({
    id: 2805115900,
    replied: true,
    original: { packets: 6, bytes: 401 },
    reply: { packets: 6, bytes: 1365 },
  });
  expect(events[6]?.original).toMatchObject({ src: 'fd00::2', dst: 'fd00::1' });
});

test('a listing: protocols without ports or names, and ICMP, whose tuples have ids of their own', () => {
  const listed = read('listing.conntrack', 65_536);
  expect(listed.map(({ kind, protocol, id, replied }) => [kind, protocol, id, replied])).toEqual([
    ['listed', 'icmp', 2557265590, true],
    ['listed', 'gre', 3195101669, false],
    ['listed', 'udp', 823673978, false],
    ['listed', '200', 1595880316, false],
  ]);
  expect(listed[0]?.original).toEqual({
    src: '198.51.100.2',
    dst: '198.51.100.1',
    packets: 1,
    bytes: 28,
  });
});

test('it makes no difference where chunks are cut', () => {
  const whole = read('events.conntrack', 65_536);
  for (const size of [1, 7, 64, 100, 1_000]) expect(read('events.conntrack', size)).toEqual(whole);
});

test.each([
  '',
  'conntrack v1.4.7 (conntrack-tools): 2 flow entries have been shown.',
  '[NEW] ipv4 2',
])('another line is no entry: %j', (line) => {
  expect(parseEntry(line, new StringPool())).toBeNull();
});

test('a whole listing: which port a connection went to, and who answers', () => {
  // conntrack 1.4.7: `conntrack -L -o extended,id`
  const text = `ipv4     2 tcp      6 119 TIME_WAIT src=10.55.66.3 dst=192.0.2.1 sport=43728 dport=2345 src=10.55.66.2 dst=10.55.66.1 sport=8000 dport=43728 [ASSURED] mark=0 use=1 id=1
ipv4     2 udp      17 29 src=192.0.2.2 dst=192.0.2.1 sport=40000 dport=53 [UNREPLIED] src=192.0.2.1 dst=192.0.2.2 sport=53 dport=40000 mark=0 use=1 id=2
ipv6     10 udp      17 29 src=2001:db8::2 dst=2001:db8::1 sport=40000 dport=54 src=fd00::2 dst=2001:db8::2 sport=5353 dport=40000 mark=0 use=1 id=3
ipv4     2 unknown  2 599 src=10.55.66.1 dst=224.0.0.22 [UNREPLIED] src=224.0.0.22 dst=10.55.66.1 mark=0 use=1 id=4
`;
  const listed = tuplesWithPorts(parseEntries(text));
  expect(
    listed.map(({ original, reply }) => ({ askedPort: original.dport, answeredBy: reply.src })),
  ).toEqual([
    { askedPort: 2345, answeredBy: '10.55.66.2' },
    { askedPort: 53, answeredBy: '192.0.2.1' },
    { askedPort: 54, answeredBy: 'fd00::2' },
  ]);
});
