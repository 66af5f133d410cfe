import type { HelperEvent } from '#shared/contract/helper';

/** One client's connection, as the handlers that serve this client alone see it. */
export interface ClientConnection {
  /** Tells this client something. A client that does not read is cut off when too much waits for it. */
  notify(event: HelperEvent): void;
  /** Bytes that wait for this client to read them: who tells much may skip what is old by then. */
  readonly backlog: number;
  /** Calls back once the connection has ended, whoever ended it. */
  onClose(listener: () => void): void;
}
