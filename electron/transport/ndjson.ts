import type { Socket } from 'node:net';
import { StringDecoder } from 'node:string_decoder';
import type { Channel } from '#shared/rpc/channel';

/** Thrown for a line that is longer than the limit. */
export class LineTooLong extends Error {
  override readonly name = 'LineTooLong';
}

/**
 * Splits a byte stream into the lines of newline-delimited JSON.
 *
 * @param maxLength limit of one line in UTF-16 units; a longer one throws {@link LineTooLong}
 * @returns a function that takes the next bytes and returns the lines that they complete, without
 * empty ones
 */
export function lineSplitter(maxLength: number): (chunk: Buffer) => readonly string[] {
  const decoder = new StringDecoder('utf8');
  let pieces: string[] = [];
  let pending = 0;
  return (chunk) => {
    const parts = decoder.write(chunk).split('\n');
    const lines: string[] = [];
    for (const [index, part] of parts.entries()) {
      pieces.push(part);
      pending += part.length;
      if (pending > maxLength) {
        throw new LineTooLong(`a line exceeds ${String(maxLength)} characters`);
      }
      if (index === parts.length - 1) break;
      const line = pieces.join('');
      pieces = [];
      pending = 0;
      if (line.trim() !== '') lines.push(line);
    }
    return lines;
  };
}

/** Unsent bytes from which on a peer is not listened to until it has read them. */
const mostUnsent = 4 * 1024 * 1024;

/**
 * Carries messages as JSON lines over a socket. Closes the connection on a line that is not JSON or
 * is too long: the peer does not speak this protocol. Stops reading while the peer does not read.
 */
export function socketChannel(socket: Socket, maxLineLength: number): Channel {
  return {
    post(message) {
      if (socket.writable) socket.write(`${JSON.stringify(message)}\n`);
    },
    on(listener) {
      const split = lineSplitter(maxLineLength);
      socket.on('data', (chunk: Buffer) => {
        try {
          for (const line of split(chunk)) listener(JSON.parse(line));
        } catch {
          socket.destroy();
        }
        if (socket.writableLength > mostUnsent) socket.pause();
      });
      socket.on('drain', () => {
        socket.resume();
      });
    },
  };
}
