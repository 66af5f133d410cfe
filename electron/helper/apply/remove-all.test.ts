import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { ownTables } from '../plan/own-tables';
import { tablesToDrop } from './remove-all';
import { translatedConnections } from './stale-connections';

const tables = (lines: readonly string[]) =>
  parseIptablesSave(['*nat', ...lines, 'COMMIT', ''].join('\n'), 'ipv4');

const chains = [':PREROUTING ACCEPT [0:0]', ':PORTOLAN-DNAT - [0:0]'];
const ours = [
  '-A PREROUTING -m addrtype --dst-type LOCAL -m comment --comment "portolan:jump" -j PORTOLAN-DNAT',
  '-A PORTOLAN-DNAT -p tcp -m tcp --dport 2345 -m comment --comment "portolan:tcp-2345" -j DNAT --to-destination 10.55.66.2:8000',
];

describe('a table is dropped', () => {
  const dropped = (lines: readonly string[], created: readonly `4:${string}`[] = ['4:nat']) =>
    tablesToDrop(created, tables(lines)).map(({ name }) => name);

  it('when only Portolan created it, and only its rules are in it', () => {
    expect(dropped([...chains, ...ours])).toEqual(['nat']);
  });

  it.each([
    ['another chain', [...chains, ':THEIRS - [0:0]', ...ours]],
    ['another rule', [...chains, '-A PREROUTING -s 203.0.113.9/32 -j ACCEPT', ...ours]],
    ['a policy', [':PREROUTING DROP [0:0]', ...chains.slice(1), ...ours]],
    ['a rule that leads to ours', [...chains, '-A PREROUTING -j PORTOLAN-DNAT', ...ours]],
  ])('but not with %s', (_, lines) => {
    expect(dropped(lines)).toEqual([]);
  });

  it('but not when it was there before', () => {
    expect(dropped([...chains, ...ours], [])).toEqual([]);
  });
});

it('connections are those that our rules translate, not what others wrote into our chain', () => {
  const odd = [
    '-A PORTOLAN-DNAT -p tcp -m tcp --dport 1:9 -j DNAT --to-destination 10.55.66.2:80',
    '-A PORTOLAN-DNAT -p icmp -j DNAT --to-destination 10.55.66.2',
    '-A PORTOLAN-DNAT -p udp -m udp --dport 53 -j DNAT --to-destination 10.0.0.1-10.0.0.9',
    '-A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination 10.55.66.3:80',
  ];
  expect(translatedConnections(ownTables(tables([...chains, ...ours, ...odd])))).toEqual([
    { protocol: 'tcp', hostPort: 2345, family: 4, replySource: '10.55.66.2' },
  ]);
});
