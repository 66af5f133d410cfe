import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { parseRuleset } from '../system/nft/parse-ruleset';
import type { TraceEvent } from '../system/nft/trace-event';
import { nftRule, pointOwner, RuleBook } from './rule-book';
import { walk } from './walk';

const at = (family: string, table: string, chain: string) => ({ family, table, chain });

describe('the owner of a chain', () => {
  it.each([
    ['portolan', at('ip', 'nat', 'PORTOLAN-DNAT')],
    ['portolan', at('ip6', 'filter', 'PORTOLAN-FORWARD')],
    ['portolan', at('inet', 'portolan-trace-82-7f', 'prerouting')],
    ['portolan', at('inet', 'portolan_probe_8000', 'input')],
    ['other', at('inet', 'portolan_probe_x', 'input')],
    ['other', at('ip', 'filter', 'PORTOLAN-DNAT')],
    ['other', at('inet', 'nat', 'PORTOLAN-DNAT')],
    ['other', at('ip', 'nat', 'PORTOLAN-mine')],
    ['other', at('inet', 'portolan', 'input')],
    ['docker', at('ip', 'nat', 'DOCKER')],
    ['firewalld', at('inet', 'firewalld', 'PORTOLAN-DNAT')],
  ])('is %s for %j', (owner, point) => {
    expect(pointOwner(point)).toBe(owner);
  });
});

describe('a rule of which only the text is known', () => {
  it.each([
    ['other', at('inet', 'mine', 'input'), 'drop comment "portolan:tcp-2345"'],
    ['other', at('ip', 'filter', 'INPUT'), 'counter jump PORTOLAN-FORWARD comment "portolan:jump"'],
    ['other', at('ip', 'filter', 'INPUT'), 'log prefix "x jump DOCKER " drop'],
    ['docker', at('ip', 'filter', 'FORWARD'), 'counter packets 0 bytes 0 jump DOCKER-USER'],
    ['portolan', at('ip', 'nat', 'PORTOLAN-DNAT'), 'tcp dport 80 drop comment "two words"'],
  ])('has the owner %s', (owner, point, text) => {
    expect(nftRule(point, text)).toMatchObject({ owner, text });
  });
});

it('a chain in a container that is named as one of ours is not ours', () => {
  const listing = 'table ip nat {\n\tchain PORTOLAN-DNAT {\n\t\tdrop # handle 1\n\t}\n}\n';
  const saved = '*nat\n:PORTOLAN-DNAT - [0:0]\n-A PORTOLAN-DNAT -j DROP\nCOMMIT\n';
  const book = new RuleBook(parseRuleset(listing), parseIptablesSave(saved));
  const point = { id: '1', ...at('ip', 'nat', 'PORTOLAN-DNAT') };
  const event: TraceEvent = { ...point, kind: 'rule', handle: 1, text: '', verdict: 'drop' };
  const ownerIn = (namespace: string) =>
    walk({ namespace, order: 1, changedAt: 0, events: [event] }, book).map(({ hop }) => hop.owner);
  expect(ownerIn('host')).toEqual(['portolan']);
  expect(ownerIn('netns:web')).toEqual(['other']);
});
