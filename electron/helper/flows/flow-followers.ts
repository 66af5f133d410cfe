import type { FlowStatus } from '#shared/model/flow';
import type { AppError } from '#shared/result/app-error';
import type { ClientConnection } from '../util/client-connection';
import type { FlowChanges } from './flow-session';
import { joinChanges } from './join-changes';

/** A client that has so many bytes to read is told no changes until it has caught up, only how many there were. */
const slowBacklog = 4 * 1024 * 1024;
/** Clients are told at most ten times a second: never sooner than this after the last time, in milliseconds. */
const interval = 105;

const nothing: FlowStatus = { total: 0, events: 0, lost: 0, accounting: false };

/** The clients that follow one table. */
export class FlowFollowers {
  /** With how many changes each was not told. */
  readonly #omitted = new Map<ClientConnection, number>();
  /** What came since they were told last: a busy helper hears of several tellings at once. */
  #waiting: FlowChanges | undefined;
  #timer: NodeJS.Timeout | undefined;
  #toldAt = 0;
  #status = nothing;

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

  tell(changes: FlowChanges): void {
    this.#status = changes.status;
    this.#waiting = this.#waiting === undefined ? changes : joinChanges(this.#waiting, changes);
    const wait = this.#toldAt + interval - performance.now();
    this.#timer ??= setTimeout(
      () => {
        this.#send();
      },
      Math.max(0, wait),
    );
  }

  #send(): void {
    this.#timer = undefined;
    this.#toldAt = performance.now();
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
        ...(missed === 0 ? {} : { omitted: missed }),
        ...(wires === undefined ? {} : { wires }),
        ...(publications === undefined ? {} : { publications }),
      });
    }
  }

  /** Says that there will be no more changes. */
  fail(error: AppError): void {
    this.tell({
      ...{ type: 'changes', changes: [], omitted: 0 },
      status: { ...this.#status, trouble: error.message },
    });
  }
}
