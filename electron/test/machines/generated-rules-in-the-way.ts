import fc from 'fast-check';

/** What generated machines call their things, in one family. */
export interface Names {
  readonly program: 'iptables' | 'ip6tables';
  readonly host: string;
  readonly lan: string;
  readonly web: string;
  readonly peer: string;
  readonly network: string;
  readonly outside: string;
  readonly loopback: string;
}

export const names: Readonly<Record<4 | 6, Names>> = {
  4: {
    program: 'iptables',
    host: '198.51.100.1',
    lan: '198.51.100.2',
    web: '10.77.0.2',
    peer: '10.77.0.3',
    network: '10.77.0.0/24',
    outside: '198.51.100.0/24',
    loopback: '127.0.0.0/8',
  },
  6: {
    program: 'ip6tables',
    host: '2001:db8:1::1',
    lan: '2001:db8:1::2',
    web: 'fd77::2',
    peer: 'fd77::3',
    network: 'fd77::/64',
    outside: '2001:db8:1::/64',
    loopback: '::1/128',
  },
};

export const devices = ['up0', 'br0', 'lo', 'v-web', 'up+', 'v-peer'] as const;

/** A built-in chain with what its rules may name and do. */
interface Place {
  readonly table: string;
  readonly chain: string;
  readonly input: boolean;
  readonly output: boolean;
  readonly targets: readonly string[];
}

const judging = ['ACCEPT', 'ACCEPT', 'DROP', 'REJECT', 'RETURN', 'USER'];
const marking = ['ACCEPT', 'DROP', 'RETURN', 'MARK --set-xmark 0x1/0xff'];
const leading = ['DNAT', 'REDIRECT --to-ports 8000', 'REDIRECT', 'RETURN', 'ACCEPT', 'DNAT-PEER'];
const places: readonly Place[] = [
  { table: 'filter', chain: 'FORWARD', input: true, output: true, targets: judging },
  { table: 'filter', chain: 'INPUT', input: true, output: false, targets: judging },
  { table: 'filter', chain: 'OUTPUT', input: false, output: true, targets: judging },
  { table: 'mangle', chain: 'PREROUTING', input: true, output: false, targets: marking },
  { table: 'mangle', chain: 'FORWARD', input: true, output: true, targets: marking },
  { table: 'mangle', chain: 'POSTROUTING', input: false, output: true, targets: marking },
  {
    table: 'raw',
    chain: 'PREROUTING',
    input: true,
    output: false,
    targets: ['DROP', 'ACCEPT', 'CT --notrack'],
  },
  { table: 'raw', chain: 'OUTPUT', input: false, output: true, targets: ['DROP', 'CT --notrack'] },
  { table: 'nat', chain: 'PREROUTING', input: true, output: false, targets: leading },
  { table: 'nat', chain: 'OUTPUT', input: false, output: true, targets: leading },
  {
    table: 'nat',
    chain: 'POSTROUTING',
    input: false,
    output: true,
    targets: ['MASQUERADE', 'MASQUERADE', 'SNAT', 'RETURN', 'ACCEPT'],
  },
];

const maybe = (likely: number, words: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 100 - likely, arbitrary: fc.constant('') },
    { weight: likely, arbitrary: words },
  );
const negated = (words: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.integer({ min: 0, max: 4 }), words)
    .map(([dice, text]) => (dice === 0 ? `! ${text}` : text));
const device = (option: string) =>
  negated(fc.constantFrom(...devices).map((name) => `${option} ${name}`));
const states = [
  'NEW',
  'ESTABLISHED',
  'RELATED,ESTABLISHED',
  'DNAT',
  'SNAT',
  'INVALID',
  'UNTRACKED',
];

function conditions({ input, output, table }: Place, family: 4 | 6): fc.Arbitrary<string> {
  const { host, lan, web, peer, network, outside, loopback } = names[family];
  const source = fc.constantFrom(lan, web, peer, network, outside, loopback);
  const destination = fc.constantFrom(host, web, peer, network, outside, loopback);
  const ports = fc.constantFrom(
    '--dport 2345',
    '--dport 8000',
    '--dport 2300:2400',
    '--sport 8000',
    '! --dport 2345',
    '',
  );
  const protocol = fc
    .tuple(fc.constantFrom('tcp', 'tcp', 'udp'), ports)
    .map(([name, port]) => `-p ${name} -m ${name} ${port}`);
  const state = negated(fc.constantFrom(...states).map((name) => `--ctstate ${name}`));
  // Without a protocol a rule of IPv6 would stop the discovery of neighbours as well.
  const likely = family === 6 || table === 'nat' ? 100 : 60;
  return fc
    .tuple(
      input ? maybe(40, device('-i')) : fc.constant(''),
      output ? maybe(40, device('-o')) : fc.constant(''),
      maybe(25, negated(source.map((text) => `-s ${text}`))),
      maybe(25, negated(destination.map((text) => `-d ${text}`))),
      maybe(likely, protocol),
      table === 'raw'
        ? fc.constant('')
        : maybe(
            25,
            state.map((text) => `-m conntrack ${text}`),
          ),
      maybe(
        10,
        fc.constantFrom('LOCAL', 'UNICAST').map((t) => `-m addrtype --dst-type ${t}`),
      ),
      maybe(
        8,
        negated(fc.constant('--mark 0x1/0xff')).map((text) => `-m mark ${text}`),
      ),
    )
    .map((parts) => parts.filter((part) => part !== '').join(' '));
}

/**
 * One command that puts a rule somewhere on the path of packets; its user chains are there already.
 */
export function ruleInTheWay(family: 4 | 6): fc.Arbitrary<string> {
  const { program, web, peer, host } = names[family];
  const bracketed = (address: string) => (family === 6 ? `[${address}]` : address);
  const spelt = (target: string): string => {
    if (target === 'DNAT') return `DNAT --to-destination ${bracketed(web)}:8000`;
    if (target === 'DNAT-PEER') return `DNAT --to-destination ${bracketed(peer)}:8000`;
    return target === 'SNAT' ? `SNAT --to-source ${host}` : target;
  };
  return fc.constantFrom(...places).chain((place) =>
    fc
      .tuple(
        fc.constantFrom('-A', '-A', '-I'),
        fc.boolean(),
        conditions(place, family),
        fc.constantFrom(...place.targets),
      )
      .filter(([, , words, target]) => !(target.startsWith('DNAT') && words.includes('2300:2400')))
      .map(([action, inUser, words, target]) => {
        const { table, chain } = place;
        // What the user chain does is said in it; it is jumped to from the built-in chains of its
        // table.
        const where = table === 'filter' && inUser && target !== 'USER' ? 'USER' : chain;
        const fits = where !== 'USER' || !/(^| )-[io] /.test(words);
        return `${program} -t ${table} ${action} ${fits ? where : chain} ${words} -j ${spelt(target)}`;
      }),
  );
}
