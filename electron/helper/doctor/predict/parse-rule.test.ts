import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { parseDestination } from '../../system/iptables/parse-destination';
import { passHook } from './netfilter';
import type { Packet } from './packet';
import { ruleParser } from './parse-rule';

const packet: Packet = {
  family: 4,
  protocol: 'tcp',
  src: '192.0.2.9',
  dst: '192.0.2.1',
  sport: 40_000,
  dport: 80,
  iif: 'up0',
  oif: null,
  physIn: null,
  mark: 0,
  direction: 'original',
  further: false,
  originalDst: { address: '192.0.2.1', port: 80 },
  dnat: false,
  snat: false,
  untrackedBy: null,
  orphan: false,
};

const parse = ruleParser();

const follow = (saved: string) =>
  passHook('PREROUTING', packet, {
    tables: parseIptablesSave(saved),
    parseRule: parse,
    isLocal: () => true,
    masqueradeAs: () => undefined,
    redirectTo: () => undefined,
  });

describe('a rule', () => {
  it.each([
    ['-A INPUT -m comment --comment -j -j DROP', 'DROP'],
    ['-A INPUT -m comment --comment "-j ACCEPT" -j DROP', 'DROP'],
    ['-A INPUT -m comment --comment ! -m tcp --dport 80 -j DROP', 'DROP'],
    ['-A INPUT -i -g -j RETURN', 'RETURN'],
    ['-A INPUT -m recent --set --name -j --rsource -j ACCEPT', 'ACCEPT'],
    ['-A INPUT -m comment --comment -j', undefined],
  ])('%s has the target %s', (text, target) => {
    expect(parse(text)).toMatchObject({ target, goto: false });
    expect(parse(text).conditions.every(({ negated }) => !negated)).toBe(true);
  });

  it('of any text is parsed, and followed without a failure', () => {
    const words = fc.constantFrom(
      '-m',
      '-s',
      '--dport',
      '-j',
      'DNAT',
      '!',
      '--comment',
      '"',
      ':',
      '-',
    );
    const values = fc.constantFrom('tcp', '1/2/3', '0x', '99999999', '::1/999', '-1', 'a,b', '--');
    const text = fc
      .array(fc.oneof(words, values, fc.string({ unit: 'binary' })))
      .map((all) => `-A PREROUTING ${all.join(' ')}`);
    fc.assert(
      fc.property(fc.array(text, { maxLength: 5 }), (rules) => {
        const saved = ['nat', 'raw'].map(
          (name) => `*${name}\n:PREROUTING ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`,
        );
        expect(follow(saved.join('')).verdict).toMatch(/^(pass|drop)$/);
      }),
    );
  });

  it('that calls another chain twice does not double the work again and again', () => {
    const chain = (i: number) => `c${String(i)}`;
    const calls = Array.from({ length: 60 }, (_, i) =>
      `-A ${i === 0 ? 'PREROUTING' : chain(i)} -j ${chain(i + 1)}\n`.repeat(2),
    );
    const saved = `*raw\n:PREROUTING ACCEPT\n${calls.join('')}:c60 -\nCOMMIT\n`;
    expect(follow(saved)).toMatchObject({ verdict: 'pass', uncertain: [{ target: 'c60' }] });
  });

  it('translates to real ports only, whatever its text', () => {
    const part = fc.oneof(fc.nat(99_999).map(String), fc.constantFrom('', 'x', '10.0.0.2'));
    const shape = fc.tuple(part, part, part).map(([a, b, c]) => `10.0.0.2:${a}-${b}/${c}`);
    fc.assert(
      fc.property(
        fc.oneof(shape, fc.string()),
        fc.integer({ min: 1, max: 65_535 }),
        (text, port) => {
          const to = parseDestination(text)?.portOf(port) ?? 1;
          expect(to >= 1 && to <= 65_535).toBe(true);
        },
      ),
    );
  });
});
