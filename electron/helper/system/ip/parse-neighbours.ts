import { z } from 'zod';
import { parseAddress } from '#shared/model/address';
import type { Neighbour } from '#shared/model/network';

const neighbourSchema = z.object({
  dst: z.string(),
  dev: z.string(),
  lladdr: z.string().optional(),
  state: z.array(z.string()).min(1),
});

/**
 * Reads the JSON of `ip -json neighbour show`. Skips neighbours that are still being resolved.
 */
export function parseNeighbours(listed: readonly unknown[]): readonly Neighbour[] {
  return listed.flatMap((item) => {
    const listed = neighbourSchema.safeParse(item).data;
    if (listed === undefined) return [];
    const { dst, dev, lladdr, state } = listed;
    return parseNeighbour(dst, dev, lladdr, state[0] ?? '') ?? [];
  });
}

/** @param word the kernel's state as iproute2 prints it (ip-neighbour(8)) */
export function parseNeighbour(
  dst: string,
  device: string,
  mac: string | undefined,
  word: string,
): Neighbour | undefined {
  const address = parseAddress(dst);
  const state = states[word];
  if (!address.ok || state === undefined) return undefined;
  return { address: address.value, device, mac, state };
}

const states: Readonly<Record<string, Neighbour['state'] | undefined>> = {
  REACHABLE: 'known',
  STALE: 'known',
  DELAY: 'known',
  PROBE: 'known',
  PERMANENT: 'permanent',
  FAILED: 'failed',
};
