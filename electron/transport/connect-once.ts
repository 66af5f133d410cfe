import { connect } from 'node:net';

/**
 * Connects to a unix socket and closes the connection again. Only ECONNREFUSED shows that no program
 * listens there: one that is too busy to accept (EAGAIN) is alive (unix(7)).
 *
 * @returns the code of the error, such as ECONNREFUSED; null when a program answers
 */
export function connectOnce(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(null);
    });
    probe.once('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? '');
    });
  });
}
