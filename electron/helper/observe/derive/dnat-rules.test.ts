import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { translatedPorts } from './dnat-rules';

/** The translations of rules of `nat`, one line a port. */
function ports(rules: string, family: 'ipv4' | 'ipv6' = 'ipv4'): readonly string[] {
  const text = `*nat\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:CUSTOM - [0:0]\n${rules}\nCOMMIT\n`;
  return translatedPorts(parseIptablesSave(text, family)).map(
    ({ origin, protocol, hostIp, hostPort, containerIp, containerPort }) =>
      `${origin} ${protocol} ${hostIp} ${String(hostPort)} → ${containerIp} ${String(containerPort)}`,
  );
}

const dnat = (match: string, to: string) =>
  `-A PREROUTING -p tcp ${match} -j DNAT --to-destination ${to}`;

describe('translatedPorts', () => {
  it.each([
    ['one port', dnat('-m tcp --dport 80', '10.0.0.2:8000'), ['0.0.0.0 80 → 10.0.0.2 8000']],
    ['the same port', dnat('-m tcp --dport 80', '10.0.0.2'), ['0.0.0.0 80 → 10.0.0.2 80']],
    [
      'one address of the host',
      dnat('-d 192.0.2.1/32 -m tcp --dport 80', '10.0.0.2:80'),
      ['192.0.2.1 80 → 10.0.0.2 80'],
    ],
    [
      'every address but one',
      dnat('! -d 192.0.2.1/32 -m tcp --dport 80', '10.0.0.2:80'),
      ['0.0.0.0 80 → 10.0.0.2 80'],
    ],
    [
      'a range that stays as it is',
      dnat('-m tcp --dport 90:91', '10.0.0.2:90-91'),
      ['0.0.0.0 90 → 10.0.0.2 90', '0.0.0.0 91 → 10.0.0.2 91'],
    ],
    [
      'a range that is shifted',
      dnat('-m tcp --dport 90:91', '10.0.0.2:7000-7001/90'),
      ['0.0.0.0 90 → 10.0.0.2 7000', '0.0.0.0 91 → 10.0.0.2 7001'],
    ],
    [
      'a list',
      dnat('-m multiport --dports 80,90:91', '10.0.0.2'),
      ['0.0.0.0 80 → 10.0.0.2 80', '0.0.0.0 90 → 10.0.0.2 90', '0.0.0.0 91 → 10.0.0.2 91'],
    ],
    ['every port but one', dnat('-m tcp ! --dport 80', '10.0.0.2'), []],
    ['nearly all ports', dnat('-m tcp --dport 1:65535', '10.0.0.2'), []],
    ['a whole machine', '-A PREROUTING -j DNAT --to-destination 10.0.0.2', []],
    ['a destination without an address', dnat('-m tcp --dport 80', ':8000'), []],
    [
      'a comment that imitates ours',
      dnat('-m comment --comment portolan:x -m tcp --dport 80', '10.0.0.2'),
      ['0.0.0.0 80 → 10.0.0.2 80'],
    ],
    [
      'our own chain',
      `-A PREROUTING -j PORTOLAN-DNAT\n-A PORTOLAN-DNAT -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.0.0.2`,
      [],
    ],
  ] as const)('reads a rule for %s', (_, rule, expected) => {
    expect(ports(rule)).toEqual(expected.map((line) => `other tcp ${line}`));
  });

  it('reads no more ports from many wide ranges than there are ports', () => {
    const wide = dnat('-m tcp --dport 1:4096', '10.0.0.2');
    const single = dnat('-m tcp --dport 8080', '10.0.0.2');
    const rules = [...Array.from({ length: 1_000 }, () => wide), single].join('\n');
    expect(ports(rules)).toHaveLength(65_536 + 1);
  });

  it('reads IPv6', () => {
    expect(ports(dnat('-m tcp --dport 80', '[fd00::2]:8000'), 'ipv6')).toEqual([
      'other tcp :: 80 → fd00::2 8000',
    ]);
    expect(ports(dnat('-m tcp --dport 80', 'fd00::2'), 'ipv6')).toEqual([
      'other tcp :: 80 → fd00::2 80',
    ]);
  });

  it('follows jumps from PREROUTING, also in circles, and only those', () => {
    const rule = '-A CUSTOM -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.2:53';
    expect(ports(`-A OUTPUT -j CUSTOM\n${rule}`)).toEqual([]);
    expect(ports(`-A PREROUTING -j CUSTOM\n${rule}\n-A CUSTOM -j CUSTOM`)).toEqual([
      'other udp 0.0.0.0 53 → 10.0.0.2 53',
    ]);
  });
});
