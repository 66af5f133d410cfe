import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionBudget } from './connection-budget';
import { sessionIdleLimit, sessionLimit, UdpSessions } from './udp-sessions';

let through: Socket;
let backend: Socket;
/** The clients' ports as the backend saw them. */
let heard: string[];
let sessions: UdpSessions;
const counters = { open: 0, accepted: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
let exhausted = 0;

async function bound(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function sessionsWith(fileLimit: number): UdpSessions {
  const made = new UdpSessions(
    new ConnectionBudget(fileLimit, 0, () => {
      exhausted += 1;
    }),
    counters,
  );
  made.leadTo({ address: '127.0.0.1', port: backend.address().port });
  return made;
}

const client = (port: number): RemoteInfo => ({
  address: '127.0.0.1',
  family: 'IPv4',
  port,
  size: 1,
});
const say = (port: number) => {
  sessions.forward(Buffer.from(String(port)), client(port), through);
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

  it('drops and counts what comes beyond the limit of open files', () => {
    sessions.close();
    sessions = sessionsWith(0);
    for (let port = 1; port <= 20; port++) say(port);
    expect(counters.open).toBe(16);
    expect(counters.dropped).toBe(4);
    expect(exhausted).toBe(4);
  });

  it('drops while there is no backend, and ends all sessions when it changes', () => {
    say(1001);
    sessions.leadTo(null);
    expect(counters.open).toBe(0);
    say(1001);
    expect(counters.dropped).toBe(1);
  });
});
