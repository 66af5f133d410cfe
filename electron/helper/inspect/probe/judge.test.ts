import { describe, expect, it } from 'vitest';
import { judge, type Evidence } from './judge';
import type { Answer } from './question';
import type { TcpSocket } from './parse-tcp-sockets';

const publication = {
  ...{ hostPort: 2345, containerPort: 8000, protocol: 'tcp' as const },
  endpoint: { id: 'netns:web', name: 'web' },
};
const client = { address: '192.0.2.9', port: 40_000 };
const helper = 77;

function answer(outcome: Answer['outcome']): Answer {
  return { id: 'x', outcome, local: client };
}

function socket(local: string, remote: string, state: TcpSocket['state'] = 'connected'): TcpSocket {
  const end = (text: string) => {
    const [address = '', port = ''] = text.split(' ');
    return { address, port: Number(port) };
  };
  return { local: end(local), remote: end(remote), state };
}

function evidence(parts: Partial<Evidence>): Evidence {
  return {
    ...{ host: [], endpoint: [], addresses: new Set(['10.0.0.2']), listeners: [], helper },
    ...{ arrived: null, ...parts },
  };
}

const proxied = socket('192.0.2.1 2345', '192.0.2.9 40000');
const listener = (process: string, pid: number) => ({
  ...{ protocol: 'tcp' as const, address: '0.0.0.0', port: 2345, process, pid },
});
const observed = (parts: Partial<Evidence>, outcome: Answer['outcome'] = 'open') =>
  judge(publication, answer(outcome), 0, evidence(parts)).observed;

describe('judge', () => {
  it('believes a connection that the endpoint has too', () => {
    expect(observed({ endpoint: [socket('10.0.0.2 8000', '10.0.0.1 40000')] })).toBe('reachable');
    expect(observed({ endpoint: [socket('10.0.0.2 8000', '10.0.0.1 40001')] })).toBe('unreachable');
    expect(observed({ endpoint: null })).toBe('reachable');
  });

  it('believes a proxy that is connected onwards, and no other program', () => {
    const ours = [listener('node', helper)];
    const onwards = (state: TcpSocket['state']) => socket('10.0.0.1 5', '10.0.0.2 8000', state);
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
    expect(
      judge(publication, answer('open'), 0, evidence({ host: [proxied], listeners: stranger })),
    ).toEqual({
      observed: 'unreachable',
      note: 'nginx (process 5) answered on the host instead.',
    });
  });

  it('takes everything else for unreachable, and says what it can', () => {
    for (const outcome of ['closed', 'refused', 'silent', 'failed'] as const) {
      expect(observed({}, outcome)).toBe('unreachable');
    }
  });

  it('tells of a silent datagram only what was seen of it', () => {
    const udp = { ...publication, protocol: 'udp' as const };
    const tell = (arrived: Evidence['arrived']) =>
      judge(udp, answer('silent'), 3, evidence({ arrived })).observed;
    expect(tell(null)).toBe('untested');
    expect(tell(new Set([3]))).toBe('reachable');
    expect(tell(new Set([2]))).toBe('unreachable');
  });
});
