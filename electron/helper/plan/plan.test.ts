import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { ResolvedPublication, Destination, PublishIntent } from './resolved-publication';
import type { BridgeIntent } from './links';
import { ownTables } from './own-tables';
import { commandsOf, planPublications, type KernelState, type Step } from './plan';
import { desiredTables } from './ruleset';

const bare: KernelState = {
  families: [4, 6],
  tables: [],
  sysctls: { 'net.ipv4.ip_forward': '0', 'net.ipv6.conf.all.forwarding': '0' },
  originalSysctls: {},
  bridgeNetfilter: false,
  hairpins: {},
  ownHairpins: [],
};

const container: Destination = {
  address: '10.55.66.2',
  network: '10.55.66.0/24',
  repliesThroughHost: true,
  bridgePort: 'veth-c1',
};
const container6: Destination = { ...container, address: 'fd00:55::2', network: 'fd00:55::/64' };

function publication(
  change: Partial<PublishIntent> = {},
  destinations: ResolvedPublication['destinations'] = { 4: container },
): ResolvedPublication {
  const intent: PublishIntent = {
    id: 'tcp-2345',
    target: { id: 'netns:c1', name: 'c1' },
    protocol: 'tcp',
    hostIp: '*',
    hostPort: 2345,
    containerPort: 8000,
    dnat: true,
    proxy: true,
    forward: true,
    masquerade: true,
    ...change,
  };
  return { intent, destinations };
}

const other = publication({ id: 'tcp-2346', hostPort: 2346 });

const bridge: BridgeIntent = { name: 'hw1', address: '10.55.66.1/24', mac: '02:00:00:00:00:01' };
const bridge6: BridgeIntent = { ...bridge, name: 'hw6', address: 'fd00:55::1/64' };

/** Each scenario's whole plan from a bare kernel is stored as a readable file. */
const scenarios: Readonly<Record<string, readonly ResolvedPublication[]>> = {
  'every-address': [publication()],
  'one-address': [publication({ id: 'tcp-192.0.2.1-2345', hostIp: '192.0.2.1' })],
  'loopback-address': [publication({ id: 'tcp-127.0.0.1-2345', hostIp: '127.0.0.1' })],
  'loopback-address-ipv6': [publication({ id: 'tcp-::1-2345', hostIp: '::1' })],
  'no-default-route': [publication({}, { 4: { ...container, repliesThroughHost: false } })],
  'both-families': [publication({}, { 4: container, 6: container6 })],
  udp: [publication({ id: 'udp-53', protocol: 'udp', hostPort: 53, containerPort: 5353 })],
  'without-dnat': [publication({ dnat: false })],
  'two-of-one-port': [publication(), other],
};

function textOf(steps: readonly Step[]): string {
  return steps
    .map((step) =>
      step.kind === 'table'
        ? `# ipv${String(step.family)}\n${step.transition.input}`
        : `# ${step.commands.join('\n# ')}\n`,
    )
    .join('\n');
}

describe('planPublications', () => {
  it.each(Object.entries(scenarios))('plans %s', async (name, publications) => {
    const text = textOf(planPublications(bare, publications));
    await expect(text).toMatchFileSnapshot(`golden/${name}.golden`);
  });

  it.each([
    ['bridge', [], [bridge]],
    ['bridge-ipv6', [], [bridge6]],
    ['bridge-and-publication', [publication()], [bridge]],
  ] as const)('plans %s', async (name, publications, bridges) => {
    const text = textOf(planPublications(bare, publications, bridges));
    await expect(text).toMatchFileSnapshot(`golden/${name}.golden`);
  });

  it('removes the rules of one of two bridges and keeps those of the other', () => {
    const state = {
      ...bare,
      tables: desiredTables([], [bridge, bridge6]),
      sysctls: { 'net.ipv4.ip_forward': '1', 'net.ipv6.conf.all.forwarding': '1' },
      originalSysctls: { 'net.ipv6.conf.all.forwarding': '0' },
    };
    const commands = commandsOf(planPublications(state, [], [bridge]));
    for (const command of commands) expect(command).toMatch(/^ip6tables|ipv6/);
    expect(commands.at(-1)).toBe('sysctl -w net.ipv6.conf.all.forwarding=0');
  });

  it('plans nothing when everything is in place', () => {
    const publications = [publication(), other];
    const done: KernelState = {
      ...bare,
      tables: desiredTables(publications),
      sysctls: { ...bare.sysctls, 'net.ipv4.ip_forward': '1' },
      originalSysctls: { 'net.ipv4.ip_forward': '0' },
    };
    expect(planPublications(done, publications)).toEqual([]);
  });

  it('plans nothing for a family whose rules cannot be written', () => {
    const both = publication({}, { 4: container, 6: container6 });
    expect(planPublications({ ...bare, families: [4] }, [both])).toEqual(
      planPublications(bare, [publication({}, { 4: container })]),
    );
  });

  it('removes one of two publications of a port and leaves the other’s rules', () => {
    const state = {
      ...bare,
      tables: desiredTables([publication(), other]),
      sysctls: { 'net.ipv4.ip_forward': '1' },
    };
    const commands = commandsOf(planPublications(state, [other]));
    expect(commands).toHaveLength(2);
    for (const command of commands) expect(command).toMatch(/ -D .*portolan:tcp-2345 /);
  });

  it('removes everything in reverse order, and restores the sysctl last', () => {
    const state: KernelState = {
      ...bare,
      tables: desiredTables([publication()]),
      sysctls: { 'net.ipv4.ip_forward': '1' },
      originalSysctls: { 'net.ipv4.ip_forward': '0' },
    };
    const steps = planPublications(state, []);
    expect(steps.map((step) => (step.kind === 'table' ? step.table : step.commands[0]))).toEqual([
      'nat',
      'filter',
      'sysctl -w net.ipv4.ip_forward=0',
    ]);
  });

  it('leaves a sysctl alone that was on before', () => {
    const state = {
      ...bare,
      tables: desiredTables([publication()]),
      sysctls: { 'net.ipv4.ip_forward': '1' },
    };
    expect(planPublications(state, []).every(({ kind }) => kind === 'table')).toBe(true);
  });

  it('moves our jump back to the head of FORWARD when another program is in front of it', () => {
    const tables = desiredTables([publication()]).map((table) => ({
      ...table,
      jumps: table.jumps.map((jump) => ({ ...jump, first: false })),
    }));
    const state = { ...bare, tables, sysctls: { 'net.ipv4.ip_forward': '1' } };
    const commands = commandsOf(planPublications(state, [publication()]));
    expect(commands.map((command) => command.split(' ').slice(2, 5).join(' '))).toEqual([
      'filter -D FORWARD',
      'filter -I FORWARD',
    ]);
  });

  it('sets the hairpin flag where bridged packets pass iptables, and clears only its own', () => {
    const state = {
      ...bare,
      bridgeNetfilter: true,
      hairpins: { 'veth-c1': false, 'veth-x': true },
    };
    expect(commandsOf(planPublications(state, [publication()]))).toContain(
      'ip link set dev veth-c1 type bridge_slave hairpin on',
    );
    const after = {
      ...state,
      hairpins: { 'veth-c1': true, 'veth-x': true },
      ownHairpins: ['veth-c1'],
    };
    expect(commandsOf(planPublications(after, []))).toEqual([
      'ip link set dev veth-c1 type bridge_slave hairpin off',
    ]);
  });
});

describe('ownTables', () => {
  it('finds our chains and jumps between those of others', () => {
    const text = `*filter
:FORWARD DROP [0:0]
:DOCKER-USER - [0:0]
:PORTOLAN-FORWARD - [0:0]
-A FORWARD -j DOCKER-USER
-A FORWARD -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD
-A PORTOLAN-FORWARD -d 10.55.66.2/32 -p tcp -m tcp --dport 8000 -m conntrack --ctstate DNAT -m comment --comment "portolan:tcp-2345" -j ACCEPT
COMMIT
`;
    expect(ownTables(parseIptablesSave(text))).toMatchObject([
      {
        family: 4,
        name: 'filter',
        chains: [
          { name: 'PORTOLAN-FORWARD', rules: [expect.arrayContaining(['portolan:tcp-2345'])] },
        ],
        jumps: [{ chain: 'FORWARD', first: false }],
      },
    ]);
  });
});
