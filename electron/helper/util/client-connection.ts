import type { HelperEvent } from '#shared/contract/helper';

/** One client's connection, for the handlers that serve only this client. */
export interface ClientConnection {
  /** Sends an event. A client that does not read is disconnected when too much is queued. */
  notify(event: HelperEvent): void;
  /** Bytes queued for this client. Frequent senders may skip outdated events. */
  readonly backlog: number;
  /** Whether the connection has ended. What waits for such a client is dropped. */
  readonly isGone: boolean;
  /** Calls `listener` once the connection has ended, for any reason. */
  onClose(listener: () => void): void;
}
