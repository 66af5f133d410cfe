import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave, readIptablesSave } from '#shared/model/iptables-save';
import { parseBoundedJson, parseJson } from '#shared/model/bounded-json';
import { parseReservedPorts } from './commands/parse-reserved-ports';
import { ruleParser } from './doctor/predict/parse-rule';
import { parseHealth } from './observe/read/containers/parse-container-details';
import {
  parseContainerList,
  parseInspected,
  parseRuntime,
} from './observe/read/containers/parse-containers';
import {
  parseContextHost,
  parseCurrentContext,
} from './observe/read/containers/parse-docker-context';
import { changesContainers } from './observe/read/containers/parse-events';
import { parseDockerProxy } from './observe/read/proxies/parse-docker-proxy';
import { parseEntries } from './system/conntrack/parse-entry';
import { parseMonitorLine } from './system/ip/parse-ip-monitor';
import { parseLinks } from './system/ip/parse-links';
import { parseNeighbour, parseNeighbours } from './system/ip/parse-neighbours';
import { parseNetwork } from './system/ip/parse-network';
import { parseRoutes } from './system/ip/parse-routes';
import { parseVlans } from './system/ip/parse-vlans';
import { parseDestination } from './system/iptables/parse-destination';
import {
  parseNamedNamespaceIds,
  parseProcessNamespaceIds,
} from './system/netns/parse-namespace-ids';
import { parseRuleset } from './system/nft/parse-ruleset';
import { parseSetElements } from './system/nft/parse-set-elements';
import { parseTraceLine } from './system/nft/parse-trace';
import { parseIpJson } from './system/parse-ip-json';
import { parseNamespaceInode, parseSocketInode } from './system/proc/parse-inode';
import { parseInterfaceCounters } from './system/proc/parse-interface-counters';
import { parseFileLimit } from './system/proc/parse-limits';
import { parseLockHolder } from './system/proc/parse-locks';
import { parseNetlinkSockets } from './system/proc/parse-netlink-sockets';
import { parsePasswd } from './system/proc/parse-passwd';
import { parseRights } from './system/proc/parse-rights';
import { parseSocketCounts } from './system/proc/parse-socket-counts';
import { listeningSockets, tcpConnections } from './system/proc/parse-sockets';
import { parseStat } from './system/proc/parse-stat';
import { parseProcessUsers, parseSubordinateIds, parseUidMap } from './system/proc/parse-user-ids';

/** A list of JSON, as a parser gets it; of another value nothing. */
const listed = (text: string): readonly unknown[] => {
  const value = parseJson(text);
  return Array.isArray(value) ? value : [value];
};

interface Parser {
  /** The file, without `.ts`. */
  readonly file: string;
  readonly parse: (text: string) => unknown;
  /** A text that it understands. */
  readonly sample: string;
  /** Whether it may refuse a text that is not whole; its caller then keeps the last value. */
  readonly refuses?: true;
}

const link =
  '[{"ifindex":2,"ifname":"eth0","flags":["UP"],"mtu":1500,"link_type":"ether","address":"02:00:00:00:00:01","linkinfo":{"info_kind":"veth","info_data":{"mode":"x"}},"addr_info":[{"local":"10.0.0.2","prefixlen":24}]}]';
const routes =
  '[{"dst":"default","gateway":"10.0.0.1","dev":"eth0","metric":100,"nexthops":[{"gateway":"10.0.0.9"}]}]';
const neighbours =
  '[{"dst":"10.0.0.9","dev":"eth0","lladdr":"02:00:00:00:00:02","state":["STALE"]}]';
const container = JSON.stringify([
  {
    Id: 'a'.repeat(64),
    Names: ['/web'],
    Image: 'x',
    State: 'running',
    Created: 1,
    Labels: { a: 'b' },
    Ports: [{ IP: '0.0.0.0', PrivatePort: 80, PublicPort: 8080, Type: 'tcp' }],
    Status: 'Up (healthy)',
    NetworkSettings: { Networks: { bridge: { IPAddress: '172.17.0.2' } } },
  },
]);
const socketLine =
  '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 4711 1 0000000000000000 100 0 0 10 0';
const rules =
  '*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 2345 -m comment --comment "a b" -j DNAT --to-destination 10.0.0.2:80\nCOMMIT\n';

const parsers: readonly Parser[] = [
  { file: 'parse-reserved-ports', parse: parseReservedPorts, sample: '8080,9000-9010' },
  {
    file: 'parse-rule',
    parse: (text) => ruleParser()(text),
    sample: '-A INPUT -p tcp -m tcp --dport 80 -j DROP',
  },
  { file: 'parse-container-details', parse: parseHealth, sample: 'Up 2 minutes (healthy)' },
  {
    file: 'parse-containers',
    parse: (text) => parseContainerList(parseJson(text)),
    sample: container,
  },
  {
    file: 'parse-containers',
    parse: (text) => parseInspected(parseJson(text)),
    sample: '{"State":{"Pid":7,"Running":true}}',
  },
  {
    file: 'parse-containers',
    parse: (text) => parseRuntime(parseJson(text)),
    sample: '{"Components":[{"Name":"Podman Engine"}]}',
  },
  {
    file: 'parse-docker-context',
    parse: (text) => [parseCurrentContext(parseJson(text)), parseContextHost(parseJson(text))],
    sample: '{"currentContext":"x","Endpoints":{"docker":{"Host":"unix:///x"}}}',
  },
  {
    file: 'parse-events',
    parse: changesContainers,
    sample: '{"Type":"container","Action":"start"}',
  },
  {
    file: 'parse-docker-proxy',
    parse: parseDockerProxy,
    sample:
      'docker-proxy\0-proto\0tcp\0-host-ip\x000.0.0.0\0-host-port\x0080\0-container-ip\x0010.0.0.2\0-container-port\x0080\0',
  },
  {
    file: 'parse-entry',
    parse: parseEntries,
    sample:
      '[NEW] ipv4 2 tcp 6 120 SYN_SENT src=10.0.0.1 dst=10.0.0.2 sport=1 dport=2 [UNREPLIED] src=10.0.0.2 dst=10.0.0.1 sport=2 dport=1 id=7',
  },
  {
    file: 'parse-ip-monitor',
    parse: parseMonitorLine,
    sample: '[nsid 3]10.0.0.9 dev eth0 lladdr 02:00:00:00:00:02 STALE',
  },
  { file: 'parse-links', parse: (text) => parseLinks(listed(text)), sample: link },
  { file: 'parse-neighbours', parse: (text) => parseNeighbours(listed(text)), sample: neighbours },
  {
    file: 'parse-neighbours',
    parse: (text) => parseNeighbour(text, text, text, text),
    sample: '10.0.0.9',
  },
  {
    file: 'parse-network',
    parse: parseNetwork,
    sample: `${link}\n${routes}\n${neighbours}\n`,
    refuses: true,
  },
  { file: 'parse-routes', parse: (text) => parseRoutes(listed(text)), sample: routes },
  {
    file: 'parse-vlans',
    parse: parseVlans,
    sample: '[{"ifname":"br0","vlans":[{"vlan":1,"flags":["PVID"]}]}]',
    refuses: true,
  },
  {
    file: 'parse-destination',
    parse: (text) => parseDestination(text)?.portOf(8080),
    sample: '10.0.0.2:8000-8100/8000',
  },
  { file: 'parse-namespace-ids', parse: parseProcessNamespaceIds, sample: '4026531840 12\n' },
  {
    file: 'parse-namespace-ids',
    parse: (text) => parseNamedNamespaceIds(text, [{ name: 'a', inode: 7 }]),
    sample: '[{"nsid":3,"name":"a"}]',
    refuses: true,
  },
  {
    file: 'parse-ruleset',
    parse: parseRuleset,
    sample:
      'table ip nat {\n chain PREROUTING { # handle 1\n  type nat hook prerouting priority -100; policy accept;\n  tcp dport 80 counter dnat to 10.0.0.2:80 comment "x" # handle 7\n }\n}',
  },
  {
    file: 'parse-set-elements',
    parse: parseSetElements,
    sample: '{"nftables":[{"set":{"elem":[{"concat":["tcp",80]}]}}]}',
  },
  {
    file: 'parse-trace',
    parse: parseTraceLine,
    sample:
      'trace id 1a2b3c4d ip nat PREROUTING packet: iif "eth0" ip saddr 10.0.0.1 ip daddr 10.0.0.2 tcp sport 1 tcp dport 2 tcp flags == syn',
  },
  { file: 'parse-ip-json', parse: parseIpJson, sample: link, refuses: true },
  {
    file: 'parse-inode',
    parse: (text) => [parseNamespaceInode(text), parseSocketInode(text)],
    sample: 'net:[4026531840]',
  },
  {
    file: 'parse-interface-counters',
    parse: parseInterfaceCounters,
    sample: 'Inter-|\n face |bytes\n  lo: 1 2 3 4 5 6 7 8 9 10\n',
  },
  {
    file: 'parse-limits',
    parse: parseFileLimit,
    sample: 'Max open files            1024                 524288               files',
  },
  {
    file: 'parse-locks',
    parse: (text) => parseLockHolder(text, 7),
    sample: '1: FLOCK  ADVISORY  WRITE 4711 00:19:7 0 EOF',
  },
  {
    file: 'parse-netlink-sockets',
    parse: parseNetlinkSockets,
    sample: 'sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode\n0 0 1 00000001 0 0 0 2 0 7',
  },
  { file: 'parse-passwd', parse: parsePasswd, sample: 'root:x:0:0::/root:/bin/sh\n' },
  {
    file: 'parse-rights',
    parse: parseRights,
    sample:
      'CapInh:\t0000000000000000\nCapPrm:\t00000000280d3004\nCapEff:\t00000000280d3004\nCapBnd:\t00000000280d3004\nNoNewPrivs:\t1\n',
  },
  {
    file: 'parse-socket-counts',
    parse: parseSocketCounts,
    sample: 'sockets: used 3\nTCP: inuse 2 orphan 0\nUDP: inuse 1 mem 0\n',
  },
  {
    file: 'parse-sockets',
    parse: (text) => [listeningSockets(text, 'tcp', 4), listeningSockets(text, 'udp', 6)],
    sample: socketLine,
  },
  { file: 'parse-sockets', parse: (text) => tcpConnections(text, 6), sample: socketLine },
  {
    file: 'parse-stat',
    parse: parseStat,
    sample: '7 (a) b) S 1 7 7 0 -1 4194560 1 0 0 0 0 0 0 0 20 0 1 0 815 1 1',
  },
  {
    file: 'parse-user-ids',
    parse: (text) => [
      parseUidMap(text),
      parseSubordinateIds(text, 1000, 'u'),
      parseProcessUsers(text),
    ],
    sample: '0 1000 1\nu:100000:65536\nUid:\t1000\t1000\t1000\t1000\n',
  },
  {
    file: 'iptables-save',
    parse: (text) => [parseIptablesSave(text), readIptablesSave(text)],
    sample: rules,
  },
  { file: 'bounded-json', parse: (text) => parseBoundedJson(text), sample: container },
];

/** Any bytes, as a program's output is decoded. */
const anything = fc
  .uint8Array({ maxLength: 400 })
  .map((bytes) => Buffer.from(bytes))
  .chain((bytes) => fc.constantFrom(bytes.toString('utf8'), bytes.toString('latin1')));

/** A text that a parser understands, with some bytes changed, cut out, doubled or put in. */
const damaged = (sample: string) =>
  fc
    .array(
      fc.record({
        at: fc.nat(sample.length),
        drop: fc.nat(20),
        put: fc.oneof(
          fc.string({ unit: 'binary', maxLength: 8 }),
          fc.constantFrom(
            '\n',
            '"',
            '\\',
            '\0',
            '\x1b',
            '{',
            '[',
            ' -1',
            '1e999',
            '__proto__',
            '{'.repeat(500),
          ),
          fc.nat(sample.length).map((start) => sample.slice(start, start + 40)),
        ),
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((edits) =>
      edits.reduce(
        (text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop),
        sample,
      ),
    );

it('knows every parser of the helper', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
    .map((path) => basename(path))
    .filter((name) => /^parse-.*\.ts$/.test(name) && !name.endsWith('.test.ts'))
    .map((name) => name.slice(0, -'.ts'.length));
  expect(new Set(parsers.map(({ file }) => file))).toEqual(
    new Set([...files, 'iptables-save', 'bounded-json']),
  );
});

describe.each(parsers)('$file', ({ parse, sample, refuses }) => {
  const returns = (text: string): void => {
    try {
      parse(text);
    } catch (error) {
      if (refuses !== true || !(error instanceof Error)) throw error;
      expect(error.message).toBe('not a whole list');
    }
  };

  it('returns for any text', () => {
    fc.assert(fc.property(anything, returns));
  });

  it('returns for a damaged text', () => {
    parse(sample);
    fc.assert(fc.property(damaged(sample), returns), { numRuns: 300 });
  });

  it('takes time in proportion to a long text', () => {
    for (const text of [
      sample.repeat(2_000),
      ' '.repeat(500_000),
      '"'.repeat(200_000),
      '\\'.repeat(200_000),
    ]) {
      returns(text.slice(0, 500_000));
    }
  });
});

describe('a fixture of real output', () => {
  const folder = join(import.meta.dirname, 'system');
  const fixtures = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /fixtures\/.*\.(txt|conntrack)$/.test(path),
  );

  it.each(fixtures)('%s is read by every parser, whatever it expects', (path) => {
    const text = readFileSync(join(folder, path), 'utf8');
    for (const { parse, refuses } of parsers) {
      try {
        parse(text);
      } catch (error) {
        if (refuses !== true) throw error;
      }
    }
  });
});
