import type { HelperEvent } from '#shared/contract/helper';
import type { ClientConnection } from '../util/client-connection';

/** The clients that follow the snapshot. */
export class Subscribers {
  readonly #clients = new Set<ClientConnection>();

  add(client: ClientConnection): void {
    if (this.#clients.has(client)) return;
    this.#clients.add(client);
    client.onClose(() => this.#clients.delete(client));
  }

  broadcast(event: HelperEvent): void {
    for (const client of this.#clients) client.notify(event);
  }
}
