import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Hop } from '#shared/model/trace';
import { describePath, type TracedPath } from './hops';
import { isInTransit, PacketPaths, pathRole } from './packet-paths';
import { parseRuleset } from '../system/nft/parse-ruleset';
import { parseTraceLine } from '../system/nft/parse-trace';
import { Passes } from './passes';
import { RuleBook } from './rule-book';
import { inEnglish } from '#shared/messages/english';

const fixture = (name: string) =>
  readFileSync(new URL(`fixtures/${name}.txt`, import.meta.url), 'utf8');
const hostBook = new RuleBook(
  parseRuleset(fixture('ruleset')),
  parseIptablesSave(fixture('iptables-save')),
);
const emptyBook = new RuleBook([], []);

/** The packets of a capture, read first in one namespace and then in the other. */
function traced(name: string, namespaces: readonly string[] = ['host', 'web']): TracedPath[] {
  const passes = new Passes();
  for (const namespace of namespaces) {
    for (const line of fixture(`${name}.${namespace}`).split('\n')) {
      const event = parseTraceLine(line);
      if (event !== null) passes.add(namespace, event, 0);
    }
  }
  return new PacketPaths()
    .join(passes.takeAll())
    .filter((path) => ['target', 'proxied'].includes(pathRole(path) ?? ''))
    .map((path, index) =>
      describePath(path, String(index + 1), (at) => (at === 'host' ? hostBook : emptyBook)),
    );
}

const brief = ({ namespace, hook, table, chain, verdict, owner }: Hop) =>
  [namespace, hook ?? 'no hook', table.replace(/-trace-.*/, ''), chain, verdict, owner].join(' ');
const steps = (path: TracedPath | undefined) => (path?.hops ?? []).map(brief);
const changes = (path: TracedPath | undefined) =>
  (path?.hops ?? []).flatMap(({ chain, changed = [] }) =>
    changed.map(({ field, from, to }) => `${chain}: ${field} ${from} ${to}`),
  );

describe('the path of a packet', () => {
  it('leads from the LAN through every chain into the container', () => {
    const [path, ...others] = traced('lan4');
    expect(others).toEqual([]);
    expect(path?.packet).toMatchObject({
      namespace: 'host',
      iif: 'up0',
      src: '198.51.100.2',
      dst: '198.51.100.1',
      dport: 2345,
      protocol: 'tcp',
      flags: 'syn',
      length: 60,
    });
    expect(steps(path)).toEqual([
      'host prerouting mangle PREROUTING continue other',
      'host prerouting mangle PREROUTING accept other',
      'host prerouting nat PREROUTING jump PORTOLAN-DNAT portolan',
      'host prerouting nat PORTOLAN-DNAT dnat portolan',
      'host forward mangle FORWARD jump ufw-test ufw',
      'host forward mangle ufw-test return ufw',
      'host forward mangle FORWARD accept other',
      'host forward filter FORWARD jump PORTOLAN-FORWARD portolan',
      'host forward filter PORTOLAN-FORWARD accept portolan',
      'host postrouting nat POSTROUTING jump PORTOLAN-SNAT portolan',
      'host postrouting nat PORTOLAN-SNAT return portolan',
      'host postrouting nat POSTROUTING accept other',
      'web prerouting portolan prerouting accept portolan',
      'web input portolan input accept portolan',
    ]);
    expect(path?.hops.map(({ seq }) => seq)).toEqual(path?.hops.map((_, index) => index + 1));
    expect(new Set(path?.hops.map(({ traceId }) => traceId))).toEqual(new Set(['1']));
    expect(changes(path)).toEqual([
      'PREROUTING: mark 0x0 0x7',
      'PORTOLAN-DNAT: dst 198.51.100.1 10.77.0.2',
      'PORTOLAN-DNAT: dport 2345 8000',
    ]);
    expect(path?.hops[3]).toMatchObject({
      rule: '-A PORTOLAN-DNAT -p tcp -m tcp --dport 2345 -m comment --comment "portolan:tcp-2345" -j DNAT --to-destination 10.77.0.2:8000',
      comment: 'portolan:tcp-2345',
    });
    expect(path?.hops.flatMap(({ route }) => route ?? [])).toEqual([
      { to: 'forward', oif: 'br0' },
      { to: 'local' },
    ]);
    expect(path?.hops.at(-1)?.outcome).toBe('delivered');
  });

  it('is the same when the container reported first', () => {
    expect(traced('lan4', ['web', 'host'])).toEqual(traced('lan4'));
    expect(traced('lan6', ['web', 'host'])).toEqual(traced('lan6'));
  });

  it('is joined without an IP id, and shows the rule of nft where iptables-save has none', () => {
    const [path, ...others] = traced('lan6');
    expect(others).toEqual([]);
    expect(path?.packet).toMatchObject({ src: '2001:db8:51::2', length: 80, flags: 'syn' });
    expect(steps(path).slice(0, 2)).toEqual([
      'host prerouting nat PREROUTING jump PORTOLAN-DNAT other',
      'host prerouting nat PORTOLAN-DNAT dnat portolan',
    ]);
    expect(path?.hops[1]).toMatchObject({
      family: 'ipv6',
      rule: expect.stringContaining('tcp dport 2345') as string,
    });
    expect(changes(path)).toContain('PORTOLAN-DNAT: dst 2001:db8:51::1 fd00:77::2');
    expect(steps(path).at(-1)).toBe('web input portolan input accept portolan');
  });

  it('leads out of a container and back into it', () => {
    const [path, ...others] = traced('hairpin');
    expect(others).toEqual([]);
    expect(path?.packet.namespace).toBe('web');
    expect([
      ...new Set(path?.hops.map(({ namespace, hook }) => `${namespace} ${hook ?? ''}`)),
    ]).toEqual([
      'web output',
      'web postrouting',
      'host prerouting',
      'host forward',
      'host postrouting',
      'web prerouting',
      'web input',
    ]);
    expect(changes(path)).toContain('PORTOLAN-SNAT: src 10.77.0.2 10.77.0.1');
  });

  it('goes round the loopback interface to the proxy, which sends another packet', () => {
    const [received, sent, ...others] = traced('loopback');
    expect(others).toEqual([]);
    expect([...new Set(received?.hops.map(({ hook }) => hook))]).toEqual([
      'output',
      'postrouting',
      'prerouting',
      'input',
    ]);
    expect(received?.hops.at(-1)).toMatchObject({ namespace: 'host', outcome: 'delivered' });
    expect(sent?.packet).toMatchObject({ src: '10.77.0.1', dst: '10.77.0.2', dport: 8000 });
    expect(sent?.hops.at(-1)).toMatchObject({ namespace: 'web', outcome: 'delivered' });
  });

  it('begins before the packet that the proxy sends, whichever was reported first', () => {
    expect(traced('loopback', ['web', 'host'])).toEqual(traced('loopback'));
  });

  it('is joined when the container reported long before the host', () => {
    const passes = new Passes();
    const paths = new PacketPaths();
    const read = (namespace: string) => {
      for (const line of fixture(`lan4.${namespace}`).split('\n')) {
        const event = parseTraceLine(line);
        if (event !== null) passes.add(namespace, event, 0);
      }
      return paths.join(passes.takeAll());
    };
    expect(read('web').map(pathRole)).toEqual(['arrived']);
    const joined = read('host');
    expect(joined.map(pathRole)).toEqual(['target']);
    expect(joined[0]?.passes.map(({ namespace }) => namespace)).toEqual(['host', 'web']);
  });

  it('waits for the container only when the packet has left for it', () => {
    const passes = new Passes();
    const isWaiting = (name: string, endpoints: readonly string[]) => {
      for (const line of fixture(`${name}.host`).split('\n')) {
        const event = parseTraceLine(line);
        if (event !== null) passes.add('host', event, 0);
      }
      const [path] = new PacketPaths().join(passes.takeAll());
      return path !== undefined && isInTransit(path, new Set(endpoints));
    };
    expect(isWaiting('lan4', ['10.77.0.2'])).toBe(true);
    expect(isWaiting('lan4', ['10.77.0.3'])).toBe(false);
    expect(isWaiting('dropped', ['10.77.0.2'])).toBe(false);
  });

  it('ends at the rule that drops it, and names its owner', () => {
    const [path] = traced('dropped', ['host']);
    expect(path?.hops.at(-1)).toMatchObject({
      table: 'mangle',
      chain: 'ufw-test',
      hook: 'forward',
      verdict: 'drop',
      rule: '-A ufw-test -p tcp -m tcp --dport 8000 -j DROP',
      owner: 'ufw',
      outcome: 'dropped',
    });
  });

  it('ends at a rule of plain nftables that rejects it', () => {
    const [path] = traced('rejected', ['host']);
    expect(path?.hops.at(-1)).toMatchObject({
      family: 'inet',
      table: 'hand',
      verdict: 'reject',
      comment: 'by hand',
      owner: 'other',
      outcome: 'dropped',
      route: { to: 'local' },
    });
  });

  it('shows a rule that returns, once', () => {
    const [path] = traced('returned', ['host']);
    expect(steps(path).slice(-3)).toEqual([
      'host input hand in jump sub other',
      'host input hand sub return other',
      'host input hand in accept other',
    ]);
  });

  it('notes that a connection was translated before', () => {
    const path = traced('established').find(({ packet }) => packet.dport === 2345);
    expect(steps(path).some((hop) => hop.includes(' nat '))).toBe(false);
    const hop = path?.hops.find(({ changed }) => changed?.[0]?.field === 'dst');
    expect(inEnglish(hop)).toMatchObject({
      hook: 'forward',
      note: expect.stringContaining('first packet') as string,
    });
  });
});
