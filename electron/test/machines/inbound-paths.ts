import type { Sandbox } from './sandbox';

/** From where clients can connect to a publication of a bridged machine, and by which address. */
const paths = {
  lan: ['198.51.100.1', 'lan'],
  'host-address': ['198.51.100.1', undefined],
  loopback4: ['127.0.0.1', undefined],
  loopback6: ['[::1]', undefined],
  neighbour: ['198.51.100.1', 'peer'],
  self: ['198.51.100.1', 'web'],
} as const;

/** Returns the same value for each inbound path. */
export function everyPath(value: boolean): Record<string, boolean> {
  return Object.fromEntries(Object.keys(paths).map((name) => [name, value]));
}

/** Which inbound paths to a port of a bridged machine are answered by the web server of `web`. */
export async function answeredPaths(
  machine: Sandbox,
  port: number,
): Promise<Record<string, boolean>> {
  const results = await Promise.all(
    Object.entries(paths).map(async ([name, [address, netns]]) => {
      const body = await machine.fetch(`http://${address}:${String(port)}`, netns);
      return [name, body?.startsWith('web served ') ?? false] as const;
    }),
  );
  return Object.fromEntries(results);
}

/** Returns the names of those that it does not answer. */
export async function deadPaths(machine: Sandbox, port: number): Promise<readonly string[]> {
  const answered = Object.entries(await answeredPaths(machine, port));
  return answered.flatMap(([name, isAnswered]) => (isAnswered ? [] : [name]));
}
