import type { FlowStatus } from '#shared/model/flow';
import type { AppError } from '#shared/result/app-error';
import type { ClientConnection } from '../util/client-connection';
import type { FlowChanges } from './flow-session';

/** With more bytes than this queued for a client, its changes are only counted, not sent. */
const slowBacklog = 4 * 1024 * 1024;
/** Minimum time between two messages, in milliseconds: at most ten a second. */
const interval = 105;

const initialStatus: FlowStatus = { total: 0, events: 0, lost: 0, accounting: false };

/** The clients that follow one table. */
export class FlowFollowers {
  /** The number of changes that each client has missed. */
  readonly #omitted = new Map<ClientConnection, number>();
  /** Changes since the last message. A busy thread sends several messages in that time. */
  #waiting: FlowChanges | undefined;
  #timer: NodeJS.Timeout | undefined;
  #sentAt = 0;
  #status = initialStatus;

  get size(): number {
    return this.#omitted.size;
  }

  add(client: ClientConnection): void {
    this.#omitted.set(client, 0);
  }

  /** @returns whether it was one of them */
  delete(client: ClientConnection): boolean {
    return this.#omitted.delete(client);
  }

  /** Sends changes to every client, together with others of the same interval. */
  send(changes: FlowChanges): void {
    this.#status = changes.status;
    this.#waiting = this.#waiting === undefined ? changes : joinChanges(this.#waiting, changes);
    const wait = this.#sentAt + interval - performance.now();
    this.#timer ??= setTimeout(
      () => {
        this.#sendWaiting();
      },
      Math.max(0, wait),
    );
  }

  #sendWaiting(): void {
    this.#timer = undefined;
    this.#sentAt = performance.now();
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) return;
    const { changes, omitted, status, wires, publications } = waiting;
    for (const [client, before] of this.#omitted) {
      const missed = before + omitted;
      if (client.backlog > slowBacklog) {
        this.#omitted.set(client, missed + changes.length);
        continue;
      }
      this.#omitted.set(client, 0);
      client.notify({
        type: 'flows',
        changes,
        status,
        omitted: missed === 0 ? undefined : missed,
        wires,
        publications,
      });
    }
  }

  /** Reports why there will be no more changes. */
  fail(error: AppError): void {
    this.send({
      type: 'changes',
      changes: [],
      omitted: 0,
      status: { ...this.#status, trouble: error.message },
    });
  }
}

/** Joins two consecutive messages into one. */
function joinChanges(first: FlowChanges, second: FlowChanges): FlowChanges {
  return {
    type: 'changes',
    changes: [...first.changes, ...second.changes],
    omitted: first.omitted + second.omitted,
    status: second.status,
    wires: second.wires ?? first.wires,
    publications: second.publications ?? first.publications,
  };
}
