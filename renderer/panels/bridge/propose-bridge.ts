import { cidrsOverlap, parseCidr, type Cidr } from '#shared/model/address';
import type { Snapshot } from '#shared/model/snapshot';

/** Private networks (RFC 1918) in the order of proposal, as the address of a bridge in them. */
const candidates: readonly string[] = [
  ...range(66, 255).map((third) => `10.55.${String(third)}.1/24`),
  ...range(18, 31).map((second) => `172.${String(second)}.0.1/16`),
  ...range(100, 255).map((third) => `192.168.${String(third)}.1/24`),
];

/**
 * Returns addresses for a new bridge whose networks overlap with none in the snapshot, best first.
 */
export function freeBridgeAddresses({ host, bridges, endpoints }: Snapshot): readonly string[] {
  const used = [...host.interfaces, ...bridges, ...endpoints.flatMap((one) => one.interfaces)]
    .flatMap(({ addresses }) => addresses)
    .concat(host.routes?.map(({ destination }) => destination) ?? [])
    .flatMap(networks);
  return candidates.filter((candidate) =>
    networks(candidate).every((network) => !used.some((other) => cidrsOverlap(network, other))),
  );
}

/** Returns the first `brN` that is not the name of an interface of the host. */
export function freeBridgeName({ host, bridges }: Snapshot): string {
  const taken = new Set([...host.interfaces, ...bridges].map(({ name }) => name));
  let number = 0;
  while (taken.has(`br${String(number)}`)) number += 1;
  return `br${String(number)}`;
}

function networks(address: string): readonly Cidr[] {
  const cidr = parseCidr(address);
  return cidr.ok ? [cidr.value] : [];
}

function range(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
