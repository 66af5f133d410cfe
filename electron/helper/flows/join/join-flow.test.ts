import { expect, test } from 'vitest';
import type { FlowFacts, PublicationFacts } from './flow-facts';
import { FlowIndex } from './flow-index';
import { joinFlow, type Tuples } from './join-flow';

const web = { id: 'netns:web', name: 'web' };
const peer = { id: 'netns:peer', name: 'peer' };

const publication = (one: Partial<PublicationFacts>): PublicationFacts => ({
  id: 'tcp-2345',
  protocol: 'tcp',
  hostIp: '*',
  hostPort: 2345,
  proxy: true,
  containerIp: '10.77.0.2',
  containerPort: 8000,
  endpoint: web.id,
  ...one,
});

const facts: FlowFacts = {
  hostAddresses: ['127.0.0.1', '::1', '198.51.100.1', '10.77.0.1', 'fd77::1'],
  routes: [
    { network: '0.0.0.0/0', device: 'up0' },
    { network: '198.51.100.0/24', device: 'up0' },
    { network: '10.77.0.0/24', device: 'br0' },
    { network: '10.8.0.0/16', device: 'wg0' },
  ],
  interfaces: [
    { endpoint: web, addresses: ['10.77.0.2', 'fd77::2'], hostPeer: 'v-web', bridge: 'br0' },
    { endpoint: peer, addresses: ['10.77.0.3'], hostPeer: 'v-peer', bridge: 'br0' },
    // The same address behind a bridge that the routes do not lead to.
    { endpoint: peer, addresses: ['10.77.0.2'], hostPeer: 'v-other', bridge: 'br9' },
    { endpoint: peer, addresses: ['10.99.0.2'], hostPeer: 'v-routed' },
  ],
  publications: [
    publication({}),
    publication({ id: 'docker:tcp-9000', hostPort: 9000, hostIp: '198.51.100.1', proxy: false }),
    publication({ id: 'udp-53', protocol: 'udp', hostPort: 53, containerPort: 5300 }),
  ],
  rules: [
    {
      protocol: 'tcp',
      hostIp: '0.0.0.0',
      hostPort: 2345,
      to: '10.77.0.2',
      toPort: 8000,
      place: { table: 'nat', chain: 'PORTOLAN-DNAT', number: 3, owner: 'portolan' },
    },
  ],
};
const index = new FlowIndex(facts);

/** Reads a flow from `SRC:SPORT DST:DPORT`, and its reply tuple where translation changed it. */
function tuples(original: string, reply?: string, protocol = 'tcp'): Tuples {
  const read = (text: string) => {
    const [from = '', to = ''] = text.split(' ');
    const part = (word: string) => {
      const at = word.lastIndexOf(':');
      return [word.slice(0, at), Number(word.slice(at + 1))] as const;
    };
    const [[src, sport], [dst, dport]] = [part(from), part(to)];
    return { src, sport, dst, dport };
  };
  const { src, sport, dst, dport } = read(original);
  return {
    protocol,
    original: { src, sport, dst, dport },
    reply: reply === undefined ? { src: dst, sport: dport, dst: src, dport: sport } : read(reply),
  };
}

test('from outside through DNAT', () => {
  const flow = tuples('198.51.100.2:4000 198.51.100.1:2345', '10.77.0.2:8000 198.51.100.2:4000');
  expect(joinFlow(index, flow)).toEqual({
    dnat: true,
    snat: false,
    publication: 'tcp-2345',
    to: web,
    dnatRule: { table: 'nat', chain: 'PORTOLAN-DNAT', number: 3, owner: 'portolan' },
    wires: ['up0', 'br0', 'v-web'],
  });
});

test('from a neighbour, from the container itself, and from a network behind another interface', () => {
  const masqueraded = '10.77.0.2:8000 10.77.0.1:4000';
  const neighbour = joinFlow(index, tuples('10.77.0.3:4000 198.51.100.1:2345', masqueraded));
  expect(neighbour).toMatchObject({ snat: true, from: peer, to: web });
  expect(neighbour.wires).toEqual(['v-peer', 'br0', 'v-web']);
  const hairpin = joinFlow(index, tuples('10.77.0.2:4000 198.51.100.1:2345', masqueraded));
  expect(hairpin.wires).toEqual(['v-web', 'br0', 'v-web']);
  const tunnel = joinFlow(
    index,
    tuples('10.8.3.4:4000 198.51.100.1:2345', '10.77.0.2:8000 10.8.3.4:4000'),
  );
  expect(tunnel.wires).toEqual(['wg0', 'br0', 'v-web']);
});

test('IPv6: the endpoint identifies the publication, which has another address', () => {
  const flow = tuples('fd00::9:4000 fd77::1:2345', 'fd77::2:8000 fd00::9:4000');
  expect(joinFlow(index, flow)).toMatchObject({ publication: 'tcp-2345', to: web });
});

test('a translation that the publication no longer makes gives only a candidate', () => {
  const flow = tuples('198.51.100.2:4000 198.51.100.1:2345', '10.77.0.3:8000 198.51.100.2:4000');
  const joined = joinFlow(index, flow);
  expect(joined).toMatchObject({ candidates: ['tcp-2345'], to: peer });
  expect(joined.publication ?? joined.dnatRule).toBeUndefined();
});

test('the halves of a proxied connection', () => {
  const client = joinFlow(index, tuples('127.0.0.1:4000 127.0.0.1:2345'));
  expect(client).toMatchObject({ half: 'client', publication: 'tcp-2345', wires: ['lo'] });
  const backend = joinFlow(index, tuples('10.77.0.1:4001 10.77.0.2:8000'));
  expect(backend).toMatchObject({ half: 'backend', candidates: ['tcp-2345'] });
  expect(backend.publication).toBeUndefined();
  // A publication without a proxy has no halves.
  expect(joinFlow(index, tuples('10.77.0.1:4000 198.51.100.1:9000')).half).toBeUndefined();
});

test('flows of no publication: out of a container, to the host, between others', () => {
  const out = joinFlow(
    index,
    tuples('10.77.0.2:4000 203.0.113.5:443', '203.0.113.5:443 198.51.100.1:4000'),
  );
  expect(out).toEqual({ dnat: false, snat: true, from: web, wires: ['v-web', 'br0', 'up0'] });
  const toHost = joinFlow(index, tuples('198.51.100.2:4000 198.51.100.1:22'));
  expect(toHost).toEqual({ dnat: false, snat: false, wires: ['up0'] });
  expect(joinFlow(index, tuples('10.99.0.2:1 198.51.100.2:2')).wires).toEqual(['v-routed', 'up0']);
});

test('the protocol and the host address decide', () => {
  const dns = tuples('198.51.100.2:4000 198.51.100.1:53', '10.77.0.2:5300 198.51.100.2:4000');
  expect(joinFlow(index, { ...dns, protocol: 'udp' }).publication).toBe('udp-53');
  expect(joinFlow(index, dns).publication).toBeUndefined();
});
