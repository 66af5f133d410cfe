import type { Hop, TraceLine } from '#shared/model/trace';

const common = {
  traceId: 't1',
  namespace: 'host',
  family: 'ipv4',
  kind: 'rule',
  owner: 'portolan',
} as const;

/** A test packet from outside to 2345: through the host by DNAT and FORWARD, and into `c1`. */
export const forwardedHops: readonly Hop[] = [
  {
    ...common,
    seq: 1,
    table: 'nat',
    chain: 'PREROUTING',
    hook: 'prerouting',
    rule: '-A PREROUTING -j PORTOLAN-DNAT',
    verdict: 'jump PORTOLAN-DNAT',
    iif: 'eth0',
  },
  {
    ...common,
    seq: 2,
    table: 'nat',
    chain: 'PORTOLAN-DNAT',
    hook: 'prerouting',
    rule: '-A PORTOLAN-DNAT -p tcp --dport 2345 -j DNAT --to-destination 10.55.66.2:8000',
    comment: 'portolan:p2345',
    verdict: 'dnat',
    iif: 'eth0',
    changed: [{ field: 'dst', from: '192.0.2.1', to: '10.55.66.2' }],
  },
  {
    ...common,
    seq: 3,
    table: 'filter',
    chain: 'PORTOLAN-FORWARD',
    hook: 'forward',
    rule: '-A PORTOLAN-FORWARD -d 10.55.66.2/32 -j ACCEPT',
    verdict: 'accept',
    iif: 'eth0',
    oif: 'hw0',
    route: { to: 'forward', oif: 'hw0' },
  },
  {
    ...common,
    seq: 4,
    table: 'nat',
    chain: 'POSTROUTING',
    hook: 'postrouting',
    kind: 'policy',
    verdict: 'accept',
    owner: 'other',
    oif: 'hw0',
  },
  {
    ...common,
    seq: 5,
    namespace: 'netns:c1',
    table: 'filter',
    chain: 'INPUT',
    hook: 'input',
    kind: 'policy',
    verdict: 'accept',
    owner: 'other',
    iif: 'eth0',
    route: { to: 'local' },
  },
];

/** The same packet, dropped by a rule of ufw in FORWARD. */
export const droppedHops: readonly Hop[] = [
  ...forwardedHops.slice(0, 2),
  {
    ...common,
    seq: 3,
    table: 'filter',
    chain: 'ufw-before-forward',
    hook: 'forward',
    rule: '-A ufw-before-forward -i eth0 -j DROP',
    verdict: 'drop',
    owner: 'ufw',
    iif: 'eth0',
    oif: 'hw0',
    route: { to: 'forward', oif: 'hw0' },
  },
];

/** A trace of one packet, line by line. */
export function traceLines(hops: readonly Hop[], traceId = 't1'): readonly TraceLine[] {
  return [
    {
      type: 'packet',
      traceId,
      namespace: 'host',
      iif: 'eth0',
      src: '192.0.2.2',
      dst: '192.0.2.1',
      sport: 43938,
      dport: 2345,
      protocol: 'tcp',
      flags: 'syn',
      length: 60,
    },
    ...hops.map((hop) => ({ type: 'hop' as const, ...hop, traceId })),
  ];
}
