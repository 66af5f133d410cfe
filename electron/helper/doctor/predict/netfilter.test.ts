import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { passHook, type Firewall } from './netfilter';
import { firstPacket, replyTo, type Hook, type Packet } from './packet';
import { ruleParser } from './parse-rule';

function firewall(text: string): Firewall {
  return {
    tables: parseIptablesSave(text),
    parseRule: ruleParser(),
    isLocal: (address) => address === '192.0.2.1',
    masqueradeAs: () => '10.0.0.1',
    redirectTo: () => '192.0.2.1',
  };
}

const publication = { protocol: 'tcp', hostPort: 2345 } as const;
const asking: Packet = { ...firstPacket(publication, '192.0.2.9', '192.0.2.1'), iif: 'eth0' };

/** Passes a packet through a hook: its addresses afterwards, or the rule that dropped it. */
function outcome(hook: Hook, packet: Packet, text: string): string {
  const passed = passHook(hook, packet, firewall(text));
  if (passed.verdict === 'drop') {
    const { table, chain, rule } = passed.decision;
    return `${table} ${chain}: ${rule?.text ?? 'policy'}`;
  }
  const { src, dst, dport } = passed.packet;
  return `${src} to ${dst} ${String(dport)}`;
}

const table = (name: string, ...lines: readonly string[]) =>
  [`*${name}`, ...lines, 'COMMIT', ''].join('\n');
const hooked = (...rules: readonly string[]) => table('filter', ':FORWARD DROP [0:0]', ...rules);

describe('passHook', () => {
  it('takes the first rule that decides, across called, returned and gone-to chains', () => {
    const calls = (...rules: readonly string[]) =>
      outcome('FORWARD', asking, hooked(':A - [0:0]', ':B - [0:0]', ...rules));
    const through = '192.0.2.9 to 192.0.2.1 2345';
    expect(calls('-A FORWARD -j ACCEPT')).toBe(through);
    expect(calls()).toBe('filter FORWARD: policy');
    expect(calls('-A FORWARD -j A', '-A FORWARD -j ACCEPT', '-A A -j RETURN')).toBe(through);
    expect(calls('-A FORWARD -g A', '-A FORWARD -j ACCEPT')).toBe('filter FORWARD: policy');
    expect(calls('-A FORWARD -j A', '-A A -g B', '-A A -j ACCEPT', '-A B -j REJECT')).toBe(
      'filter B: -A B -j REJECT',
    );
  });

  it('translates by the first packet of a connection only', () => {
    const rules = table(
      'nat',
      ':PREROUTING ACCEPT [0:0]',
      '-A PREROUTING -p tcp -m tcp --dport 2345 -j DNAT --to-destination 10.0.0.2:8000',
    );
    expect(outcome('PREROUTING', asking, rules)).toBe('192.0.2.9 to 10.0.0.2 8000');
    const further = { ...asking, further: true };
    expect(outcome('PREROUTING', further, rules)).toBe('192.0.2.9 to 10.0.0.2 8000');
    const answer = { ...replyTo(asking), dport: 2345 };
    expect(outcome('PREROUTING', answer, rules)).toBe('192.0.2.1 to 192.0.2.9 2345');
    const untracked = table('raw', ':PREROUTING ACCEPT [0:0]', '-A PREROUTING -j CT --notrack');
    expect(outcome('PREROUTING', asking, untracked + rules)).toBe('192.0.2.9 to 192.0.2.1 2345');
  });

  it('knows the states of connection tracking', () => {
    const passes = (packet: Packet, state: string) =>
      outcome('FORWARD', packet, hooked(`-A FORWARD -m conntrack --ctstate ${state} -j ACCEPT`)) !==
      'filter FORWARD: policy';
    const drop = { table: 'raw', hook: 'PREROUTING', chain: 'PREROUTING' } as const;
    const untracked: Packet = {
      ...asking,
      untrackedBy: { ...drop, rule: undefined, hookRules: [] },
    };
    const states = ['NEW', 'ESTABLISHED', 'DNAT', 'UNTRACKED', 'INVALID'];
    const of = (packet: Packet) => states.filter((state) => passes(packet, state));
    expect(of(asking)).toEqual(['NEW']);
    expect(of(replyTo(asking))).toEqual(['ESTABLISHED']);
    expect(of({ ...asking, further: true, dnat: true })).toEqual(['ESTABLISHED', 'DNAT']);
    expect(of(untracked)).toEqual(['UNTRACKED']);
    expect(of(replyTo(untracked))).toEqual(['INVALID']);
    expect(of(replyTo({ ...untracked, protocol: 'udp' }))).toEqual(['NEW']);
  });

  it('names rules that it cannot evaluate, and takes them as not matching', () => {
    const rule = '-A FORWARD -m time --timestart 10:00 -j DROP';
    const passed = passHook('FORWARD', asking, firewall(hooked(rule, '-A FORWARD -j ACCEPT')));
    expect(passed).toMatchObject({ verdict: 'pass', uncertain: [{ text: rule }] });
  });
});
