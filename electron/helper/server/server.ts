import { chown, lstat, mkdir, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { helperMethods, type HelperEvent, type HelperHandlers } from '#shared/contract/helper';
import { msg } from '#shared/messages/message';
import { visibleNote } from '#shared/model/visible-text';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { socketChannel } from '#transport/ndjson';
import { serve } from '#shared/rpc/serve';
import type { ClientConnection } from '../util/client-connection';

/** Maximum length of a request. 1,000 port specifications fit. */
const maxRequestLength = 1024 * 1024;

/** Maximum bytes queued for a client. A client that reads too slowly is disconnected. */
const maxBacklog = 256 * 1024 * 1024;

/** Listens for clients on a unix socket and serves each of them. */
export class HelperServer {
  readonly #handlersFor: (client: ClientConnection) => HelperHandlers;
  #server: Server | null = null;

  constructor(handlersFor: (client: ClientConnection) => HelperHandlers) {
    this.#handlersFor = handlersFor;
  }

  /**
   * Opens the socket: mode 0600, owned by `owner`.
   *
   * @returns NAME_IN_USE when a helper already answers there, PERMISSION_DENIED when it cannot be
   *   opened
   */
  async listen(path: string, owner: number): Promise<Result<void>> {
    await mkdir(dirname(path), { recursive: true, mode: 0o755 });
    const free = await removeStaleSocket(path);
    if (!free.ok) return free;
    const server = createServer((socket) => {
      this.#serve(socket);
    });
    // The socket must never be open to others, not even between bind and chmod.
    const umask = process.umask(0o177);
    const failure = await new Promise<Error | null>((resolve) => {
      server.once('error', resolve);
      server.listen(path, () => {
        resolve(null);
      });
    });
    process.umask(umask);
    if (failure !== null) {
      return err(
        appError('PERMISSION_DENIED', msg('launch.noSocket', { path, reason: failure.message })),
      );
    }
    if (owner !== process.getuid?.()) await chown(path, owner, -1);
    this.#server = server;
    return ok(undefined);
  }

  close(): void {
    this.#server?.close();
  }

  #serve(socket: Socket): void {
    const client: ClientConnection = {
      notify(event) {
        // Drop events for a client that has already disconnected.
        if (socket.destroyed) return;
        if (socket.writableLength > maxBacklog) socket.destroy();
        else served.notify(event);
      },
      get backlog() {
        return socket.writableLength;
      },
      onClose(listener) {
        if (socket.closed) listener();
        else socket.once('close', listener);
      },
    };
    // Every trace and every subscription of a client adds a listener.
    socket.setMaxListeners(0);
    const served = serve<typeof helperMethods, HelperEvent>(
      helperMethods,
      this.#handlersFor(client),
      socketChannel(socket, maxRequestLength),
      (error, method) => {
        const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
        console.error(visibleNote(`bug in ${method}: ${bug}`));
      },
    );
    socket.on('error', () => socket.destroy());
    socket.once('close', () => {
      served.close();
    });
  }
}

async function removeStaleSocket(path: string): Promise<Result<void>> {
  const stats = await lstat(path).catch(() => null);
  if (stats === null) return ok(undefined);
  if (!stats.isSocket()) {
    return err(appError('NAME_IN_USE', msg('launch.notSocket', { path }), { socket: path }));
  }
  const answered = await new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => {
      resolve(false);
    });
  });
  if (answered) {
    return err(appError('NAME_IN_USE', msg('launch.socketTaken', { path }), { socket: path }));
  }
  await rm(path, { force: true });
  return ok(undefined);
}
