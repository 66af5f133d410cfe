import { describe } from 'vitest';
import { expectFault, publishedByHand, type Fault } from '../machines/faults';
import { machineTest as it } from '../machines/machine-test';

const ours = ['publish', 'web', '2345:8000'];

const faults: readonly Fault[] = [
  {
    code: 'FORWARD_POLICY_DROP',
    where: 'filter FORWARD',
    from: 'lan',
    owner: 'other',
    make: `${publishedByHand}\n iptables -P FORWARD DROP`,
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'filter ufw-user-forward',
    from: 'lan',
    owner: 'ufw',
    make: `${publishedByHand}\n iptables -N ufw-user-forward\n iptables -A FORWARD -j ufw-user-forward\n iptables -A ufw-user-forward -p tcp --dport 8000 -j DROP`,
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'mangle FORWARD',
    from: 'lan',
    owner: 'other',
    publish: ours,
    make: 'iptables -t mangle -A FORWARD -d 10.77.0.2 -j DROP',
    fixed: true,
  },
  {
    code: 'DROPPED_BY_RULE',
    where: 'raw PREROUTING',
    from: 'neighbour',
    owner: 'other',
    publish: ours,
    make: 'iptables -t raw -A PREROUTING -i br0 -p tcp --dport 2345 -j DROP',
    fixed: true,
  },
  {
    code: 'IP_FORWARD_OFF',
    where: 'net.ipv4.ip_forward',
    from: 'lan',
    make: `${publishedByHand}\n sysctl -qw net.ipv4.ip_forward=0`,
    fixed: true,
  },
  {
    code: 'NO_DNAT_RULE',
    where: 'nat PREROUTING',
    from: 'lan',
    publish: [...ours, '--no-dnat', '--no-proxy'],
    fixed: true,
  },
  {
    code: 'NO_PROXY',
    where: 'port 2345/tcp',
    from: 'loopback4',
    publish: [...ours, '--no-proxy'],
    fixed: true,
  },
  {
    code: 'NO_PROXY',
    where: 'port 2345/tcp',
    from: 'loopback4',
    make: publishedByHand,
    fixed: false,
  },
  {
    code: 'DNAT_SHADOWED',
    where: 'nat PREROUTING',
    from: 'lan',
    owner: 'other',
    publish: ours,
    make: 'iptables -t nat -I PREROUTING -p tcp --dport 2345 -j DNAT --to-destination 10.77.0.3:8000',
    fixed: true,
  },
  {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    from: 'self',
    make: publishedByHand,
    fixed: true,
  },
  {
    code: 'HAIRPIN_WITHOUT_MASQUERADE',
    where: 'nat POSTROUTING',
    from: 'neighbour',
    make: `${publishedByHand}\n sysctl -qw net.bridge.bridge-nf-call-iptables=0`,
    fixed: true,
  },
  {
    code: 'RP_FILTER',
    where: 'net.ipv4.conf.up0.rp_filter',
    from: 'lan',
    publish: ours,
    make: `ip link add up1 type veth peer name eth1 netns lan
    ip address add 192.0.2.1/24 dev up1
    ip link set up1 up
    ip -n lan address add 192.0.2.2/24 dev eth1
    ip -n lan link set eth1 up
    ip route add 198.51.100.2/32 via 192.0.2.2 dev up1
    sysctl -qw net.ipv4.conf.up0.rp_filter=1`,
    fixed: true,
  },
  {
    code: 'LOOPBACK_GUARD',
    where: 'raw PORTOLAN-GUARD',
    from: 'lan',
    owner: 'portolan',
    publish: ['publish', 'web', '127.0.0.1:2345:8000'],
    fixed: false,
  },
];

describe('what is wrong with rules and settings', () => {
  it.for(faults)('$code on $from at $where', (fault, { machine, helper }) =>
    expectFault(machine, helper, fault),
  );
});
