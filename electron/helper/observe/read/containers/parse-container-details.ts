import { z } from 'zod';
import { parseAddress } from '#shared/model/address';
import type { ContainerNetwork, Endpoint } from '#shared/model/snapshot';

/** Limits for a container's labels and the characters of a value, because anyone can set any. */
const mostLabels = 64;
const longestLabel = 256;

const mostNetworks = 64;

/** Keeps the first labels by name and shortens long values. */
export function boundedLabels(
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const kept = Object.entries(labels)
    .filter(([name]) => name.length <= longestLabel && name !== '__proto__')
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostLabels);
  return Object.fromEntries(kept.map(([name, value]) => [name, value.slice(0, longestLabel)]));
}

/** Reads the health in a human-readable status, such as `Up 3 minutes (health: starting)`. */
export function parseHealth(status: string): Endpoint['health'] {
  const word = /\((?:health: )?(starting|healthy|unhealthy)\)$/.exec(status)?.[1];
  return word === 'starting' || word === 'healthy' || word === 'unhealthy' ? word : undefined;
}

const networkSchema = z.object({
  IPAddress: z.string().nullish(),
  GlobalIPv6Address: z.string().nullish(),
  Gateway: z.string().nullish(),
});

/** Reads a container's networks, by name. A network that it has not joined yet has no address. */
export function readNetworks(
  networks: Readonly<Record<string, unknown>>,
): readonly ContainerNetwork[] {
  return Object.entries(networks)
    .filter(([name]) => name.length <= longestLabel)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .slice(0, mostNetworks)
    .map(([name, json]) => {
      const network = networkSchema.safeParse(json).data;
      return {
        name,
        address: addressIn(network?.IPAddress),
        address6: addressIn(network?.GlobalIPv6Address),
        gateway: addressIn(network?.Gateway),
      };
    });
}

function addressIn(text: string | null | undefined): string | undefined {
  const address = parseAddress(text ?? '');
  return address.ok ? address.value : undefined;
}
