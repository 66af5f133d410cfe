import { request } from 'node:http';

/** An answer of the Docker Engine API. */
export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/**
 * Asks the Docker Engine API over its socket, which takes a fraction of the time of a `docker`
 * command.
 *
 * @param socket where the engine listens, as it is seen from here
 */
export function dockerApi(
  socket: string,
  method: 'GET' | 'POST' | 'DELETE',
  path: string,
  body: object = {},
): Promise<ApiAnswer> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  return new Promise((resolve, reject) => {
    const asked = request({ socketPath: socket, method, path, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        resolve({
          status: answer.statusCode ?? 0,
          body: text === '' ? null : (JSON.parse(text) as unknown),
        });
      });
    });
    asked.on('error', reject);
    asked.setTimeout(20_000, () => asked.destroy(new Error(`${method} ${path} is not answered`)));
    asked.end(text);
  });
}
