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
