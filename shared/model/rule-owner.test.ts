import { expect, it } from 'vitest';
import { parseIptablesSave } from './iptables-save';
import type { RuleOwner } from './rules';

/** Rules as each program writes them. */
const written: readonly (readonly [RuleOwner, string])[] = [
  ['portolan', '-A FORWARD -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD'],
  ['portolan', '-A PORTOLAN-FORWARD -d 10.0.0.2/32 -j ACCEPT'],
  ['docker', '-A FORWARD -j DOCKER-USER'],
  [
    'docker',
    '-A DOCKER ! -i docker0 -p tcp -m tcp --dport 80 -j DNAT --to-destination 172.17.0.2:80',
  ],
  ['docker', '-A POSTROUTING -s 172.18.0.0/16 ! -o br-0123456789ab -j MASQUERADE'],
  ['podman', '-A PREROUTING -m addrtype --dst-type LOCAL -j NETAVARK-HOSTPORT-DNAT'],
  ['podman', '-A FORWARD -m comment --comment "netavark firewall rules" -j NETAVARK_FORWARD'],
  ['podman', '-A CNI-HOSTPORT-DNAT -p tcp -m multiport --dports 8080 -j CNI-DN-0123'],
  ['ufw', '-A INPUT -j ufw-before-input'],
  ['ufw', '-A ufw6-user-input -p tcp -m tcp --dport 22 -j ACCEPT'],
  ['firewalld', '-A FORWARD -j FORWARD_ZONES'],
  ['firewalld', '-A IN_public_allow -p tcp -m tcp --dport 22 -j ACCEPT'],
  [
    'kubernetes',
    '-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES',
  ],
  ['kubernetes', '-A cali-FORWARD -i cali12345678901 -j MARK --set-xmark 0x1/0x1'],
  ['kubernetes', '-A FORWARD -i cali12345678901 -j ACCEPT'],
  ['libvirt', '-A FORWARD -j LIBVIRT_FWI'],
  ['libvirt', '-A FORWARD -o virbr0 -j REJECT --reject-with icmp-port-unreachable'],
  ['other', '-A INPUT -s 203.0.113.0/24 -j DROP'],
  ['other', '-A FORWARD -i dockerless0 -j ACCEPT'],
  ['other', '-A FORWARD -m comment --comment "not portolan: a person" -j ACCEPT'],
];

function ownersOf(rule: string, table = 'filter'): readonly RuleOwner[] {
  const chain = rule.split(' ')[1] ?? '';
  const tables = parseIptablesSave(`*${table}\n:${chain} - [0:0]\n${rule}\nCOMMIT\n`);
  return tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) => rules.map((one) => one.owner)),
  );
}

/** Rules that look like those of another program, but prove nothing. */
const imitated = [
  '-A INPUT -p tcp -m tcp --dport 9 -m comment --comment "portolan:tcp-2345" -j DROP',
  '-A FORWARD -m comment --comment "portolan:fix" -j ACCEPT',
  '-A FORWARD -m comment --comment "kubernetes forwarding rules" -j ACCEPT',
  '-A FORWARD -m comment --comment "netavark firewall rules" -j DROP',
  '-A INPUT -m comment --comment "cali:abc" -m comment --comment "-j DOCKER-USER" -j DROP',
  // Our jump, but elsewhere or otherwise worded.
  '-A INPUT -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD',
  '-A MINE -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD',
  '-A FORWARD -j PORTOLAN-FORWARD',
  '-A FORWARD -m comment --comment "portolan:jump" -g PORTOLAN-FORWARD',
  '-A FORWARD -m comment --comment "portolan:other" -j PORTOLAN-FORWARD',
  '-A FORWARD -i up0 -m comment --comment "portolan:jump" -j PORTOLAN-FORWARD',
  // Chains that only look like ours.
  '-A PORTOLAN-mine -j RETURN',
  '-A FORWARD -j PORTOLAN-mine',
  '-A PORTOLAN-DNAT -j RETURN',
  '-A MINE -j DOCKER-USER',
  '-A MINE -i docker0 -j ACCEPT',
];

it.each(imitated)('%s has no known owner', (rule) => {
  expect(ownersOf(rule)).toEqual(['other']);
});

it.each([
  ['nat', 'PORTOLAN-DNAT', 'portolan'],
  ['raw', 'PORTOLAN-GUARD', 'portolan'],
  ['mangle', 'PORTOLAN-DNAT', 'other'],
  ['toString', 'PORTOLAN-DNAT', 'other'],
])('a rule of the table %s in %s has the owner %s', (table, chain, owner) => {
  expect(ownersOf(`-A ${chain} -m comment --comment two -j RETURN`, table)).toEqual([owner]);
});

it.each(written)('%s wrote %s', (owner, rule) => {
  expect(ownersOf(rule)).toEqual([owner]);
});
