import type { Flow } from '#shared/model/flow';

/** A connection from outside to 2345, which DNAT sends to port 8000 of `c1`. */
export function flow(id: string, changes: Partial<Flow> = {}): Flow {
  return {
    id,
    protocol: 'tcp',
    state: 'ESTABLISHED',
    original: { src: '192.0.2.2', dst: '192.0.2.1', sport: 43938, dport: 2345 },
    reply: { src: '10.55.66.2', dst: '192.0.2.2', sport: 8000, dport: 43938 },
    dnat: true,
    snat: false,
    publication: 'p2345',
    to: { id: 'netns:c1', name: 'c1' },
    wires: ['eth0', 'hw0', 'veth-c1'],
    since: 1_000,
    ...changes,
  };
}

/** Both halves of a connection through the proxy, from 127.0.0.1. */
export function proxied(): readonly [Flow, Flow] {
  const client = { address: '127.0.0.1', port: 50122 };
  const asked = { address: '127.0.0.1', port: 2345 };
  const front = flow('front', {
    original: { src: '127.0.0.1', dst: '127.0.0.1', sport: 50122, dport: 2345 },
    reply: { src: '127.0.0.1', dst: '127.0.0.1', sport: 2345, dport: 50122 },
    dnat: false,
    wires: [],
    half: 'client',
    joined: 'back',
    client,
    asked,
    since: 2_000,
  });
  const back = flow('back', {
    original: { src: '10.55.66.1', dst: '10.55.66.2', sport: 41022, dport: 8000 },
    reply: { src: '10.55.66.2', dst: '10.55.66.1', sport: 8000, dport: 41022 },
    dnat: false,
    wires: ['hw0', 'veth-c1'],
    half: 'backend',
    joined: 'front',
    client,
    asked,
    since: 1_999,
  });
  return [front, back];
}
