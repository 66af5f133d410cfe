import type { Socket } from 'node:net';

/** How many clients are served at once. */
const most = 512;

/** What a client does, for the decision which one makes room. */
export interface ClientActivity {
  /** Whether it waits for an answer or receives events, so that it must stay. */
  isBusy(): boolean;
  /** Whether it ever made a request. */
  hasAsked(): boolean;
}

const nothing: ClientActivity = { isBusy: () => false, hasAsked: () => false };

interface Followed {
  activity: ClientActivity;
  /** When it last sent something, in milliseconds. */
  heardAt: number;
}

/**
 * The connected clients. Connections that do nothing cannot crowd out others: when there are too
 * many, one that never made a request makes room, or else the one that has been idle for longest.
 */
export class ConnectedClients {
  readonly #sockets = new Map<Socket, Followed>();

  /** Counts a new client; false when there is no room for it. */
  admit(socket: Socket): boolean {
    if (this.#sockets.size >= most && !this.#makeRoom()) return false;
    const followed = { activity: nothing, heardAt: performance.now() };
    this.#sockets.set(socket, followed);
    socket.on('data', () => {
      followed.heardAt = performance.now();
    });
    socket.once('close', () => this.#sockets.delete(socket));
    return true;
  }

  follow(socket: Socket, activity: ClientActivity): void {
    const followed = this.#sockets.get(socket);
    if (followed !== undefined) followed.activity = activity;
  }

  disconnectAll(): void {
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  #makeRoom(): boolean {
    const [idlest] = [...this.#sockets]
      .filter(([, { activity }]) => !activity.isBusy())
      .sort(
        ([, a], [, b]) =>
          Number(a.activity.hasAsked()) - Number(b.activity.hasAsked()) || a.heardAt - b.heardAt,
      );
    if (idlest === undefined) return false;
    idlest[0].destroy();
    return this.#sockets.delete(idlest[0]);
  }
}
