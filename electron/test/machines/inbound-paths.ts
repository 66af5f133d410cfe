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

/**
 * Returns the inbound paths to a port of a bridged machine that the server in `web` does not
 * answer.
 */
export async function deadPaths(machine: Sandbox, port: number): Promise<readonly string[]> {
  const asked = await Promise.all(
    Object.entries(paths).map(async ([name, [address, netns]]) => {
      const body = await machine.fetch(`http://${address}:${String(port)}`, netns);
      return body?.startsWith('web served ') === true ? [] : [name];
    }),
  );
  return asked.flat();
}
