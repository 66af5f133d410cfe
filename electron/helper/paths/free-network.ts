import {
  cidrsOverlap,
  nextAddress,
  parseCidr,
  type Cidr,
  type Family,
} from '#shared/model/address';

/** Two addresses of a network that nothing on this machine uses. */
export interface FreeNetwork {
  readonly host: string;
  readonly client: string;
  readonly prefix: number;
}

/**
 * Networks that are reserved for documentation (RFC 5737, RFC 3849) and benchmarks (RFC 2544). Four
 * addresses are enough.
 */
const candidates: Readonly<Record<Family, readonly string[]>> = {
  4: [
    '203.0.113.248/30',
    '192.0.2.248/30',
    '198.51.100.248/30',
    '198.18.255.248/30',
    '198.19.255.248/30',
  ],
  6: ['2001:db8:ffff:fff8::/126', '2001:db8:ffef:fff8::/126', '2001:db8:7f8:fff8::/126'],
};

/**
 * Chooses a network for the test wire.
 *
 * @param used every network that an interface or a route of the machine names, as `address/prefix`
 * @returns null if all candidates are used
 */
export function freeNetwork(family: Family, used: readonly string[]): FreeNetwork | null {
  const taken = used.flatMap((text): Cidr[] => {
    const cidr = parseCidr(text);
    // A default route leads everywhere and uses nothing.
    return cidr.ok && cidr.value.prefix > 0 ? [cidr.value] : [];
  });
  for (const candidate of candidates[family]) {
    const cidr = parseCidr(candidate);
    if (!cidr.ok || taken.some((other) => cidrsOverlap(cidr.value, other))) continue;
    const host = nextAddress(cidr.value.address);
    return { host, client: nextAddress(host), prefix: cidr.value.prefix };
  }
  return null;
}
