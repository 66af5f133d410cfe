import { createSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { familyOf } from '#shared/model/address';
import type { Attempt, AttemptResult } from './attempt';

/**
 * How long a connection may take to be established, in milliseconds. A lost SYN is sent again after
 * one second (RFC 6298).
 */
const connectLimit = 1_300;
/**
 * How long to watch an established connection, in milliseconds: a proxy without its backend resets
 * it.
 */
const settleTime = 250;
/** How long to wait for the answer to a datagram, in milliseconds. */
const replyLimit = 700;

/** The results of attempts, with their connections still open. */
export interface OpenAttempts {
  readonly results: readonly AttemptResult[];
  /** Closes every connection. */
  release(): void;
}

/** Runs all attempts at once, from this process's network namespace. Sends no data over TCP. */
export async function connectAll(attempts: readonly Attempt[]): Promise<OpenAttempts> {
  const finished = await Promise.all(
    attempts.map((attempt) =>
      attempt.protocol === 'tcp' ? connectTcp(attempt) : sendDatagram(attempt),
    ),
  );
  return {
    results: finished.map(({ result }) => result),
    release: () => {
      for (const { release } of finished) release();
    },
  };
}

interface FinishedAttempt {
  readonly result: AttemptResult;
  readonly release: () => void;
}

const refusals = new Set(['ECONNREFUSED', 'ECONNRESET']);

function connectTcp({ id, address, port }: Attempt): Promise<FinishedAttempt> {
  return new Promise((resolve) => {
    const socket = new Socket();
    let connected = false;
    let timer = setTimeout(() => {
      settle('silent');
    }, connectLimit);
    const settle = (outcome: AttemptResult['outcome'], error?: string) => {
      clearTimeout(timer);
      const { localAddress, localPort } = socket;
      const local =
        localAddress === undefined || localPort === undefined
          ? null
          : { address: localAddress, port: localPort };
      if (outcome !== 'open') socket.destroy();
      resolve({
        result: { id, outcome, local, error },
        // Ends in order; to the service a reset would be an error.
        release: () => socket.destroy(),
      });
    };
    socket.on('connect', () => {
      connected = true;
      clearTimeout(timer);
      timer = setTimeout(() => {
        settle('open');
      }, settleTime);
    });
    socket.on('data', () => {
      settle('open');
    });
    socket.on('end', () => {
      settle('closed');
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message;
      if (connected) settle('closed');
      else if (refusals.has(code)) settle('refused');
      else if (code === 'ETIMEDOUT') settle('silent');
      else settle('failed', code);
    });
    socket.connect(port, address);
  });
}

function sendDatagram({ id, address, port, size }: Attempt): Promise<FinishedAttempt> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(address) === 4 ? 'udp4' : 'udp6');
    let local: AttemptResult['local'] = null;
    const settle = (outcome: AttemptResult['outcome'], error?: string) => {
      clearTimeout(timer);
      socket.close();
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      resolve({
        result: { id, outcome, local, error },
        release: () => undefined,
      });
    };
    const timer = setTimeout(() => {
      settle('silent');
    }, replyLimit);
    socket.once('message', () => {
      settle('open');
    });
    socket.once('error', (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message;
      if (refusals.has(code)) settle('refused');
      else settle('failed', code);
    });
    // Only a connected socket gets ICMP errors.
    socket.connect(port, address, () => {
      local = socket.address();
      socket.send(Buffer.alloc(size), (error) => {
        if (error !== null) socket.emit('error', error);
      });
    });
  });
}
