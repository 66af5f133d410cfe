import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionBudget } from './connection-budget';
import { sessionIdleLimit, sessionLimit, sourceLimit, UdpSessions } from './udp-sessions';

let through: Socket;
let backend: Socket;
/** The clients' ports as the backend saw them. */
let heard: string[];
let sessions: UdpSessions;
let budget: ConnectionBudget;
const counters = { open: 0, accepted: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
let exhausted = 0;

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function sessionsWith(fileLimit: number): UdpSessions {
  budget = new ConnectionBudget(fileLimit, 0, () => {
    exhausted += 1;
  });
  const made = new UdpSessions(budget, counters);
  made.leadTo({ address: '127.0.0.1', port: backend.address().port });
  return made;
}

const client = (address: string, port: number): RemoteInfo => ({
  address,
  family: 'IPv4',
  port,
  size: 1,
});
/** Has a client send its port. Clients have addresses of their own, so that many are no flood. */
const say = (port: number, address = `127.0.${String(port >> 8)}.${String(port & 255)}`) => {
  sessions.forward(Buffer.from(String(port)), client(address, port), through);
};

beforeEach(async () => {
  Object.assign(counters, { open: 0, accepted: 0, dropped: 0, bytesIn: 0, bytesOut: 0 });
  exhausted = 0;
  heard = [];
  [through, backend] = [await bound(), await bound()];
  backend.on('message', (message) => heard.push(message.toString()));
  sessions = sessionsWith(20_000);
});
afterEach(() => {
  vi.useRealTimers();
  sessions.close();
  through.close();
  backend.close();
});

describe('UdpSessions', () => {
  it('keeps one session for each client, and counts its traffic', async () => {
    for (const port of [1001, 1002, 1001]) say(port);
    await expect.poll(() => heard).toHaveLength(3);
    expect(counters).toMatchObject({ open: 2, accepted: 2, bytesIn: 12 });
  });

  it('drops a client that was silent for the idle limit, and serves it again', () => {
    vi.useFakeTimers();
    sessions.close();
    sessions = sessionsWith(20_000);
    say(1001);
    vi.advanceTimersByTime(sessionIdleLimit - 10_000);
    say(1002);
    expect(counters.open).toBe(2);
    vi.advanceTimersByTime(20_000);
    expect(counters.open).toBe(1);
    say(1001);
    expect(counters).toMatchObject({ open: 2, accepted: 3 });
  });

  it('forgets the client that was silent longest when there are too many', () => {
    for (let port = 1; port <= sessionLimit; port++) say(port);
    expect(counters.open).toBe(sessionLimit);
    say(1);
    say(sessionLimit + 1);
    expect(counters.open).toBe(sessionLimit);
    // The second one was silent longest; the first one had sent again.
    say(1);
    expect(counters.accepted).toBe(sessionLimit + 1);
    say(2);
    expect(counters.accepted).toBe(sessionLimit + 2);
  });

  it('gives the room of the oldest to new clients at the limit of open files', () => {
    sessions.close();
    sessions = sessionsWith(0);
    for (let port = 1; port <= 20; port++) say(port);
    expect(counters).toMatchObject({ open: 15, accepted: 20, dropped: 0 });
    expect(exhausted).toBe(5);
  });

  it('leaves room for others while one address has very many clients', () => {
    say(1, '127.1.1.1');
    for (let port = 1; port <= 2 * sourceLimit; port++) say(port, '127.2.2.2');
    expect(counters.open).toBe(1 + sourceLimit);
    const { accepted } = counters;
    say(1, '127.1.1.1');
    say(2 * sourceLimit, '127.2.2.2');
    expect(counters.accepted).toBe(accepted);
    // The first of the many gave way.
    say(1, '127.2.2.2');
    expect(counters.accepted).toBe(accepted + 1);
  });

  it('keeps clients that were answered while forged addresses flood it', async () => {
    const [peer] = [await bound()];
    let answers = 0;
    peer.on('message', () => (answers += 1));
    backend.on('message', (_message, { address, port }) => {
      if (answers === 0) backend.send('answer', port, address);
    });
    const { address, port } = peer.address();
    say(port, address);
    await expect.poll(() => answers).toBe(1);
    for (let n = 1; n <= 2 * sessionLimit; n++) say(n);
    const { accepted } = counters;
    expect(counters.open).toBe(sessionLimit);
    say(port, address);
    expect(counters.accepted).toBe(accepted);
    peer.close();
  });

  it.each([
    ['no port', '127.0.0.1', 0],
    ['the unspecified address', '0.0.0.0', 9],
    ['the broadcast address', '255.255.255.255', 9],
    ['a multicast address', '224.0.0.251', 5353],
    ['a multicast address of IPv6', 'ff02::fb', 5353],
    ['the unspecified address of IPv6', '::', 9],
  ])('drops what comes from %s', (_what, address, port) => {
    say(port, address);
    expect(counters).toMatchObject({ open: 0, dropped: 1 });
  });

  it('drops what comes from another port of this helper, so that two cannot answer each other', () => {
    budget.udpPorts.add('127.0.0.1 7001');
    say(7001, '127.0.0.1');
    expect(counters).toMatchObject({ open: 0, dropped: 1 });
    say(7001, '127.0.0.2');
    expect(counters).toMatchObject({ open: 1, dropped: 1 });
  });

  it('drops while there is no backend, and ends all sessions when it changes', () => {
    say(1001);
    sessions.leadTo(null);
    expect(counters.open).toBe(0);
    say(1001);
    expect(counters.dropped).toBe(1);
  });
});
