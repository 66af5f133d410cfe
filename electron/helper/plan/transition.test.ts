import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { ownTable } from './own-tables';
import type { ResolvedPublication } from './resolved-publication';
import { desiredTables, type OwnTable } from './ruleset';
import { transition } from './transition';

const publication: ResolvedPublication = {
  intent: {
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
  },
  destinations: {
    4: {
      address: '10.55.66.2',
      network: '10.55.66.0/24',
      repliesThroughHost: true,
      bridgePort: 'veth-c1',
    },
  },
};

const filter = desiredTables([publication]).find(({ name }) => name === 'filter');

/** A table filter that has our rules, and these in addition. */
function withRules(...rules: readonly string[]): OwnTable {
  const ours = (filter?.chains ?? []).flatMap((chain) =>
    chain.rules.map((words) => `-A ${chain.name} ${words.join(' ')}`),
  );
  const jumps = (filter?.jumps ?? []).map(({ chain, words }) => `-A ${chain} ${words.join(' ')}`);
  return filterOf(...jumps, ...ours, ...rules);
}

function filterOf(...rules: readonly string[]): OwnTable {
  const names = ['PORTOLAN-FORWARD', 'PORTOLAN-mine', 'MINE'].map((name) => `:${name} - [0:0]`);
  const policies = ['INPUT', 'FORWARD'].map((name) => `:${name} ACCEPT [0:0]`);
  const text = ['*filter', ...policies, ...names, ...rules, 'COMMIT', ''].join('\n');
  const table = parseIptablesSave(text)[0];
  if (table === undefined) throw new Error('no table');
  return ownTable(table);
}

const foreign = [
  '-A INPUT -m comment --comment "two words" -j PORTOLAN-mine',
  '-A PORTOLAN-mine -m comment --comment "two words" -j RETURN',
  '-A INPUT -m comment --comment "portolan:jump" -j DROP',
  '-A FORWARD -m comment --comment "portolan:tcp-2345" -j DROP',
  '-A INPUT -m comment --comment "evil\nCOMMIT\n*filter" -j DROP',
];
const leadsToOurs = '-A INPUT -m comment --comment "two words" -j PORTOLAN-FORWARD';

describe('a change of a table', () => {
  it('is none when all of ours is there, whatever else is', () => {
    expect(transition(withRules(...foreign, leadsToOurs), filter)).toBeNull();
  });

  it('that removes ours does not mention rules of others', () => {
    const change = transition(withRules(...foreign), undefined);
    expect(change?.input).toBe(
      [
        '*filter',
        ':PORTOLAN-FORWARD - [0:0]',
        '-D FORWARD -m comment --comment portolan:jump -j PORTOLAN-FORWARD',
        '-X PORTOLAN-FORWARD',
        'COMMIT',
        '',
      ].join('\n'),
    );
  });

  it.each([
    leadsToOurs,
    '-A MINE -g PORTOLAN-FORWARD',
    '-A INPUT -i q"q -j PORTOLAN-FORWARD',
    '-A INPUT -i -j -j PORTOLAN-FORWARD',
    '-A FORWARD -j PORTOLAN-FORWARD',
    '-A FORWARD -m comment --comment portolan:jump -i up0 -j PORTOLAN-FORWARD',
  ])('only empties our chain while others use it: %s', (rule) => {
    const change = transition(withRules(rule), undefined);
    expect(change?.input).toContain(':PORTOLAN-FORWARD - [0:0]\n-D FORWARD ');
    expect(change?.input).not.toContain('-X');
    expect(change?.commands.join('\n')).not.toMatch(/-X|two words|q"q|up0/);
    expect(transition(filterOf(rule), undefined)).toBeNull();
    // The chain that remains is filled again.
    const again = transition(filterOf(rule), filter);
    expect(again?.lines.join('\n')).not.toContain('-N');
  });

  it('empties and fills a chain with a rule that we cannot have written', () => {
    const inOurs = '-A PORTOLAN-FORWARD -m comment --comment "a $(b)" -j RETURN';
    const change = transition(withRules(inOurs), filter);
    expect(change?.commands[0]).toBe('iptables -t filter -F PORTOLAN-FORWARD');
    expect(`${change?.input ?? ''}${change?.commands.join() ?? ''}`).not.toContain('$(b)');
  });

  it('has no word of a rule of others, whatever they write', () => {
    const comment = fc.string({ unit: 'grapheme-composite', minLength: 1 });
    const chain = fc.constantFrom('INPUT', 'FORWARD', 'MINE', 'PORTOLAN-mine', 'PORTOLAN-FORWARD');
    const rule = fc.tuple(chain, comment, fc.constantFrom('MINE', 'PORTOLAN-FORWARD', 'DROP'));
    fc.assert(
      fc.property(fc.array(rule, { maxLength: 6 }), (rules) => {
        const printed = rules.map(([name, text, target]) => {
          const word = text.replaceAll(/["\\']/g, String.raw`\$&`);
          return `-A ${name} -m comment --comment "%${word}%" -j ${target}`;
        });
        for (const to of [filter, undefined]) {
          const change = transition(withRules(...printed), to);
          const all = [change?.input, ...(change?.lines ?? []), ...(change?.commands ?? [])];
          expect(all.join('\n')).not.toContain('%');
        }
      }),
    );
  });
});
