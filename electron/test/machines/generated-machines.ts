import fc from 'fast-check';
import { names, ruleInTheWay } from './generated-rules-in-the-way';

/** A socket that waits. */
export interface GeneratedSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
}

/**
 * A machine with an uplink to `lan`, a container `web` and a neighbour `peer`, as chance will have
 * it.
 */
export interface GeneratedMachine {
  /** Command lines, before the helper starts. */
  readonly before: readonly string[];
  readonly web: readonly GeneratedSocket[];
  readonly host: readonly GeneratedSocket[];
  /** Arguments of the command line of Portolan. */
  readonly publish: readonly string[];
  /** Command lines, after ports were published. */
  readonly after: readonly string[];
}

const often = (probability: number): fc.Arbitrary<boolean> =>
  fc.integer({ min: 1, max: 100 }).map((dice) => dice <= probability);

/** Generates one value with a probability in percent, else one of the others. */
const mostly = <T>(usual: T, probability: number, ...others: readonly T[]): fc.Arbitrary<T> =>
  fc
    .tuple(often(probability), fc.constantFrom(...others))
    .map(([isUsual, other]) => (isUsual ? usual : other));

const shape = fc.record({
  six: often(50),
  wire: mostly('bridge', 85, 'routed', 'routed', 'lost'),
  route: mostly('host', 90, 'none', 'peer'),
  route6: often(90),
  down: mostly('', 94, 'br0', 'v-web', 'eth0'),
  narrow: often(5),
});

function machineLines(made: typeof shape extends fc.Arbitrary<infer T> ? T : never) {
  const { six, wire, route, route6, down, narrow } = made;
  const gateway = route === 'peer' ? '10.77.0.3' : '10.77.0.1';
  const container = (name: string, last: number) => [
    `ip link add v-${name} type veth peer name eth0 netns ${name}`,
    `ip -n ${name} link set lo up`,
    `ip -n ${name} address add 10.77.0.${String(last)}/24 dev eth0`,
    ...(six ? [`ip -n ${name} address add fd77::${String(last)}/64 dev eth0 nodad`] : []),
    `ip -n ${name} link set eth0 up`,
    `ip link set v-${name} up`,
  ];
  const joined = wire === 'bridge' ? ['peer', 'web'] : ['peer'];
  const owner = wire === 'routed' ? 'v-web' : 'br0';
  return [
    ...['lan', 'web', 'peer'].map((name) => `ip netns add ${name}`),
    'ip link add up0 type veth peer name eth0 netns lan',
    'ip address add 198.51.100.1/24 dev up0',
    'ip link set up0 up',
    'ip -n lan link set lo up',
    'ip -n lan address add 198.51.100.2/24 dev eth0',
    'ip -n lan link set eth0 up',
    'ip link add br0 type bridge',
    'ip link set br0 up',
    ...container('web', 2),
    ...container('peer', 3),
    ...joined.map((name) => `ip link set v-${name} master br0`),
    `ip address add 10.77.0.1/24 dev ${owner}`,
    'ip -n peer route add default via 10.77.0.1',
    ...(route === 'none' ? [] : [`ip -n web route add default via ${gateway}`]),
    ...(six
      ? [
          'ip address add 2001:db8:1::1/64 dev up0 nodad',
          'ip -n lan address add 2001:db8:1::2/64 dev eth0 nodad',
          `ip address add fd77::1/64 dev ${owner} nodad`,
          'ip -n peer route add default via fd77::1',
          ...(route6 ? ['ip -n web route add default via fd77::1'] : []),
        ]
      : []),
    ...(narrow ? ['ip link set v-web mtu 1300'] : []),
    ...(down === '' ? [] : [`ip ${down === 'eth0' ? '-n web ' : ''}link set ${down} down`]),
  ];
}

const bit = (likely: number) => often(likely).map((on) => (on ? '1' : '0'));
const filter = mostly('0', 60, '1', '2');
const settings = fc
  .record({
    'net.ipv4.ip_forward': bit(90),
    'net.ipv6.conf.all.forwarding': bit(90),
    'net.ipv4.conf.all.rp_filter': mostly('0', 70, '1', '2'),
    'net.ipv4.conf.up0.rp_filter': filter,
    'net.ipv4.conf.br0.rp_filter': filter,
    'net.ipv4.conf.br0.route_localnet': bit(10),
    'net.bridge.bridge-nf-call-iptables': bit(60),
    'net.bridge.bridge-nf-call-ip6tables': bit(60),
  })
  .map((values) => Object.entries(values).map(([key, value]) => `sysctl -qw ${key}=${value}`));

const policies = fc
  .record({
    forward: often(15),
    forward6: often(15),
    input: often(6),
    output: often(3),
    user: fc.subarray(['FORWARD', 'INPUT', 'OUTPUT']),
  })
  .map(({ forward, forward6, input, output, user }) => [
    'iptables -N USER',
    'ip6tables -N USER',
    ...(forward ? ['iptables -P FORWARD DROP'] : []),
    ...(forward6 ? ['ip6tables -P FORWARD DROP'] : []),
    ...(input ? ['iptables -A INPUT -i lo -j ACCEPT', 'iptables -P INPUT DROP'] : []),
    ...(output ? ['iptables -P OUTPUT DROP'] : []),
    ...user.map((chain) => `iptables -A ${chain} -j USER`),
  ]);

const rules = (six: boolean) =>
  fc.array(
    fc.oneof(
      { weight: 3, arbitrary: ruleInTheWay(4) },
      { weight: six ? 2 : 0, arbitrary: ruleInTheWay(6) },
    ),
    { maxLength: 3 },
  );

const waiting = (own: readonly string[], port: number): fc.Arbitrary<readonly GeneratedSocket[]> =>
  fc.tuple(fc.constantFrom(...own), fc.constantFrom(...own)).map(([tcp, udp]) =>
    (['tcp', 'udp'] as const).flatMap((protocol) => {
      const address = protocol === 'tcp' ? tcp : udp;
      return address === '' ? [] : [{ protocol, address, port }];
    }),
  );

/** Addresses on which services in containers wait; none in some cases. */
const inside = [
  '0.0.0.0',
  '0.0.0.0',
  '0.0.0.0',
  '0.0.0.0',
  '::',
  '::',
  '::',
  '::',
  '::',
  '127.0.0.1',
  '10.77.0.2',
  '',
];

const switches = mostly(
  '',
  70,
  '--no-forward',
  '--no-masquerade',
  '--no-dnat --proxy',
  '--no-proxy',
);
const published = (six: boolean): fc.Arbitrary<readonly string[]> =>
  fc
    .record({
      address: fc.constantFrom(
        '',
        '',
        '',
        '0.0.0.0:',
        `${names[4].host}:`,
        '127.0.0.1:',
        '127.0.0.2:',
        '[::]:',
        '[::1]:',
        ...(six ? [`[${names[6].host}]:`] : []),
      ),
      protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
      without: mostly<readonly string[]>([], 70, ['--no-dnat'], ['--no-proxy']),
      switches,
    })
    .map(({ address, protocol, without, switches: turned }) => {
      const spec = `${address}2345:8000/${protocol}`;
      const id = `${address}2345/${protocol}`;
      const adjusted = turned === '' ? [] : [`adjust ${id} ${turned}`];
      return [['publish', 'web', spec, ...without].join(' '), ...adjusted];
    });

/** What others publish: rules that people write, with more or less care. */
const byHand = fc
  .record({
    protocol: fc.constantFrom('tcp', 'tcp', 'udp'),
    family: fc.constantFrom(4, 4, 6),
    output: fc.boolean(),
    forward: fc.boolean(),
    masquerade: fc.boolean(),
  })
  .map(({ protocol, family, output, forward, masquerade }) => {
    const { program, web, host } = names[family];
    const to = family === 6 ? `[${web}]:8000` : `${web}:8000`;
    const lead = `-p ${protocol} -m ${protocol} --dport 2346 -j DNAT --to-destination ${to}`;
    return [
      `${program} -t nat -A PREROUTING ${lead}`,
      ...(output ? [`${program} -t nat -A OUTPUT -d ${host} ${lead}`] : []),
      ...(forward ? [`${program} -I FORWARD -d ${web} -j ACCEPT`] : []),
      ...(forward ? [`${program} -I FORWARD -s ${web} -j ACCEPT`] : []),
      ...(masquerade ? [`${program} -t nat -A POSTROUTING -d ${web} -j MASQUERADE`] : []),
    ];
  });

/** Chooses everything of a machine by chance. */
export const generatedMachine: fc.Arbitrary<GeneratedMachine> = shape.chain((made) =>
  fc
    .record({
      settings,
      policies,
      early: rules(made.six),
      late: rules(made.six),
      web: waiting(inside, 8000),
      host: waiting(
        [...Array.from({ length: 10 }, () => ''), '0.0.0.0', '::', '127.0.0.1', names[4].host],
        2346,
      ),
      publish: fc.array(published(made.six), { minLength: 1, maxLength: 2 }),
      others: fc.option(byHand),
      lateForward: mostly<string | null>(null, 90, '0', '1'),
    })
    .map((one) => ({
      before: [...machineLines(made), ...one.settings, ...one.policies, ...one.early],
      web: one.web,
      host: one.host,
      publish: one.publish.flat(),
      after: [
        ...one.late,
        ...(one.others ?? []),
        ...(one.lateForward === null ? [] : [`sysctl -qw net.ipv4.ip_forward=${one.lateForward}`]),
      ],
    })),
);
