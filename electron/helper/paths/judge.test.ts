import { describe, expect, it } from 'vitest';
import { toEnglish } from '#shared/messages/message';
import { judge, type Evidence } from './judge';
import type { AttemptResult } from './attempt';
import type { TcpConnection } from '../system/proc/parse-sockets';

const publication = {
  hostPort: 2345,
  containerPort: 8000,
  protocol: 'tcp' as const,
  endpoint: { id: 'netns:web', name: 'web' },
};
const client = { address: '192.0.2.9', port: 40_000 };
const attempt = { address: '192.0.2.1', size: 3 };
const helper = 77;

function result(outcome: AttemptResult['outcome']): AttemptResult {
  return { id: 'x', outcome, local: client };
}

function socket(
  local: string,
  remote: string,
  state: TcpConnection['state'] = 'connected',
): TcpConnection {
  const end = (text: string) => {
    const [address = '', port = ''] = text.split(' ');
    return { address, port: Number(port) };
  };
  return { local: end(local), remote: end(remote), state };
}

function evidence(parts: Partial<Evidence>): Evidence {
  return {
    host: [],
    endpoint: [],
    addresses: new Set(['10.0.0.2']),
    listeners: [],
    helper,
    datagrams: null,
    waits: new Set([4] as const),
    tracked: [],
    ...parts,
  };
}

const proxied = socket('192.0.2.1 2345', '192.0.2.9 40000');
const listener = (process: string, pid: number) => ({
  protocol: 'tcp' as const,
  address: '0.0.0.0',
  port: 2345,
  process,
  pid,
});
const observed = (parts: Partial<Evidence>, outcome: AttemptResult['outcome'] = 'open') =>
  judge(publication, result(outcome), attempt, evidence(parts)).observed;

describe('judge', () => {
  it('judges a connection reachable that the endpoint has too', () => {
    expect(observed({ endpoint: [socket('10.0.0.2 8000', '10.0.0.1 40000')] })).toBe('reachable');
    expect(observed({ endpoint: [socket('10.0.0.2 8000', '10.0.0.1 40001')] })).toBe('unreachable');
    const end = { src: '192.0.2.9', dst: '192.0.2.1', sport: 40_000, dport: 2345 };
    const reply = { src: '10.0.0.2', dst: '10.0.0.1', sport: 8000, dport: 40_001 };
    expect(
      observed({
        endpoint: [socket('10.0.0.2 8000', '10.0.0.1 40001')],
        tracked: [{ original: end, reply }],
      }),
    ).toBe('reachable');
    expect(observed({ endpoint: null })).toBe('reachable');
  });

  it('judges a proxy reachable that is connected onwards, and no other program', () => {
    const ours = [listener('node', helper)];
    const onwards = (state: TcpConnection['state']) => socket('10.0.0.1 5', '10.0.0.2 8000', state);
    expect(observed({ host: [proxied, onwards('connected')], listeners: ours })).toBe('reachable');
    expect(observed({ host: [proxied, onwards('connecting')], listeners: ours })).toBe(
      'unreachable',
    );
    expect(observed({ host: [proxied], listeners: ours })).toBe('unreachable');
    expect(observed({ host: [proxied], listeners: [listener('docker-proxy', 5)] })).toBe(
      'unreachable',
    );
    expect(observed({ host: [proxied], listeners: [listener('rootlessport', 5)] })).toBe(
      'reachable',
    );
    const stranger = [listener('nginx', 5)];
    const seen = evidence({ host: [proxied], listeners: stranger });
    const { observed: by, note = '' } = judge(publication, result('open'), attempt, seen);
    expect([by, toEnglish(note)]).toEqual([
      'unreachable',
      'nginx (process 5) on the host answered instead.',
    ]);
  });

  it('judges everything else unreachable', () => {
    for (const outcome of ['closed', 'refused', 'silent', 'failed'] as const) {
      expect(observed({}, outcome)).toBe('unreachable');
    }
  });

  it('looks only at listeners on the destination address', () => {
    const at = (address: string, process: string, pid: number) => ({
      ...listener(process, pid),
      address,
    });
    const stranger = at('192.0.2.1', 'nginx', 5);
    const proxy = at('0.0.0.0', 'rootlessport', 6);
    expect(observed({ host: [proxied], listeners: [proxy, stranger] })).toBe('unreachable');
    expect(observed({ host: [proxied], listeners: [proxy, at('127.0.0.1', 'nginx', 5)] })).toBe(
      'reachable',
    );
  });

  it('judges a datagram by its arrival and its answer', () => {
    const udp = { ...publication, protocol: 'udp' as const };
    const observedUdp = (
      outcome: AttemptResult['outcome'],
      arrived: readonly number[],
      answered: readonly number[] = [],
      parts: Partial<Evidence> = {},
      answerable = true,
    ) => {
      const datagrams = {
        arrived: arrived.map((size) => ({
          size,
          answerable,
          from: { address: '192.0.2.9', port: 4_000 + size },
        })),
        answered: new Set(answered),
      };
      return judge(udp, result(outcome), attempt, evidence({ datagrams, ...parts })).observed;
    };
    expect(judge(udp, result('silent'), attempt, evidence({})).observed).toBe('untested');
    expect(judge(udp, result('open'), attempt, evidence({})).observed).toBe('reachable');
    const strange = evidence({ listeners: [listener('dnsmasq', 5)] });
    expect(judge(udp, result('open'), attempt, strange).observed).toBe('untested');
    expect(observedUdp('silent', [3])).toBe('reachable');
    expect(observedUdp('silent', [2])).toBe('unreachable');
    expect(observedUdp('silent', [3], [4_003])).toBe('unreachable');
    expect(observedUdp('silent', [3], [4_002])).toBe('reachable');
    expect(observedUdp('silent', [3], [], { waits: new Set() })).toBe('unreachable');
    expect(observedUdp('silent', [3], [], { waits: new Set([6] as const) })).toBe('unreachable');
    expect(observedUdp('silent', [3], [], {}, false)).toBe('unreachable');
    expect(observedUdp('open', [3], [4_003])).toBe('reachable');
    expect(observedUdp('open', [2])).toBe('unreachable');
    expect(observedUdp('refused', [3])).toBe('unreachable');
  });
});
