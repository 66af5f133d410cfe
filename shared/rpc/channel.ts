import type { Result } from '../result/result';

/** One side of a message connection: all that an RPC needs, over any carrier. */
export interface Channel {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): void;
}

/** The methods of a contract as birpc sees them, on both sides. */
export type RawMethods = Record<string, (input: unknown) => Promise<Result<unknown>>>;

/** The one function that a client offers to the serving side. */
export interface EventSink {
  notify(event: unknown): void;
}

/** birpc's options for a channel. Drops every message that has not birpc's envelope. */
export function carriedBy(channel: Channel): Channel {
  return {
    post(message) {
      channel.post(message);
    },
    on(listener) {
      channel.on((message) => {
        if (typeof message === 'object' && message !== null && 't' in message) listener(message);
      });
    },
  };
}
