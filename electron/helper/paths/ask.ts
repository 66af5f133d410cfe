import { createSocket } from 'node:dgram';
import { Socket } from 'node:net';
import { familyOf } from '#shared/model/address';
import type { Answer, Question } from './question';

/** How long a connection may take to be made: a lost SYN is sent again after one second (RFC 6298). */
const connectLimit = 1_300;
/** How long a connection that was made is watched for an end: a proxy whose backend is away resets it. */
const settleTime = 250;
/** How long a datagram's answer is waited for, in milliseconds. */
const replyLimit = 700;

/** Answers to questions, with the connections that they made still open. */
export interface Asked {
  readonly answers: readonly Answer[];
  /** Ends every connection. */
  release(): void;
}

/** Asks all questions at once, from the network namespace that this process is in. Nothing is sent by TCP. */
export async function ask(questions: readonly Question[]): Promise<Asked> {
  const asked = await Promise.all(
    questions.map((question) =>
      question.protocol === 'tcp' ? askTcp(question) : askUdp(question),
    ),
  );
  return {
    answers: asked.map(({ answer }) => answer),
    release: () => {
      for (const { release } of asked) release();
    },
  };
}

interface One {
  readonly answer: Answer;
  readonly release: () => void;
}

const refusals = new Set(['ECONNREFUSED', 'ECONNRESET']);

function askTcp({ id, address, port }: Question): Promise<One> {
  return new Promise((resolve) => {
    const socket = new Socket();
    let connected = false;
    let timer = setTimeout(() => {
      settle('silent');
    }, connectLimit);
    const settle = (outcome: Answer['outcome'], error?: string) => {
      clearTimeout(timer);
      const { localAddress, localPort } = socket;
      const local =
        localAddress === undefined || localPort === undefined
          ? null
          : { address: localAddress, port: localPort };
      if (outcome !== 'open') socket.destroy();
      resolve({
        answer: { id, outcome, local, ...(error === undefined ? {} : { error }) },
        // An orderly end: a reset would be an error to the service.
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

function askUdp({ id, address, port, size }: Question): Promise<One> {
  return new Promise((resolve) => {
    const socket = createSocket(familyOf(address) === 4 ? 'udp4' : 'udp6');
    let local: Answer['local'] = null;
    const settle = (outcome: Answer['outcome'], error?: string) => {
      clearTimeout(timer);
      socket.close();
      socket.removeAllListeners();
      socket.on('error', () => undefined);
      resolve({
        answer: { id, outcome, local, ...(error === undefined ? {} : { error }) },
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
    // Only a connected socket is told of an ICMP error.
    socket.connect(port, address, () => {
      local = socket.address();
      socket.send(Buffer.alloc(size), (error) => {
        if (error !== null) socket.emit('error', error);
      });
    });
  });
}
