import type { FlowStatus } from '#shared/model/flow';
import type { AppError } from '#shared/result/app-error';
import type { ClientConnection } from '../../client-connection';
import type { FlowChanges } from './flow-session';

/** A client that has so many bytes to read is told no changes until it has caught up, only how many there were. */
const slowBacklog = 4 * 1024 * 1024;

const nothing: FlowStatus = { total: 0, events: 0, lost: 0, accounting: false };

/** The clients that follow one table. */
export class FlowFollowers {
  /** With how many changes each was not told. */
  readonly #omitted = new Map<ClientConnection, number>();
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

  tell({ changes, omitted, status, wires, publications }: FlowChanges): void {
    this.#status = status;
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
    for (const client of this.#omitted.keys()) {
      client.notify({
        type: 'flows',
        changes: [],
        status: { ...this.#status, trouble: error.message },
      });
    }
  }
}
