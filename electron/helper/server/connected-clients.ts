import type { Socket } from 'node:net';

/** How many clients are served at once. */
const most = 128;

interface Followed {
  isBusy: () => boolean;
  /** When it last sent something, in milliseconds. */
  heardAt: number;
}

/**
 * The connected clients. Connections that do nothing cannot crowd out others: when there are too
 * many, the one that has been idle for longest makes room.
 */
export class ConnectedClients {
  readonly #sockets = new Map<Socket, Followed>();

  /** Counts a new client; false when there is no room for it. */
  admit(socket: Socket): boolean {
    if (this.#sockets.size >= most && !this.#makeRoom()) return false;
    const followed = { isBusy: () => false, heardAt: performance.now() };
    this.#sockets.set(socket, followed);
    socket.on('data', () => {
      followed.heardAt = performance.now();
    });
    socket.once('close', () => this.#sockets.delete(socket));
    return true;
  }

  /**
   * @param isBusy whether the client waits for an answer or receives events, so that it must stay
   */
  follow(socket: Socket, isBusy: () => boolean): void {
    const followed = this.#sockets.get(socket);
    if (followed !== undefined) followed.isBusy = isBusy;
  }

  disconnectAll(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  #makeRoom(): boolean {
    const [idlest] = [...this.#sockets]
      .filter(([, { isBusy }]) => !isBusy())
      .sort(([, a], [, b]) => a.heardAt - b.heardAt);
    if (idlest === undefined) return false;
    idlest[0].destroy();
    return this.#sockets.delete(idlest[0]);
  }
}
