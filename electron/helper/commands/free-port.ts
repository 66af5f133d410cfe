import type { PortRange } from '#shared/model/port-spec';

/**
 * The ports to choose from when a request names none: the dynamic ports that moby's port allocator
 * falls back to.
 */
export const dynamicPorts: PortRange = { start: 49153, end: 65535 };

/**
 * Reads `net.ipv4.ip_local_reserved_ports` (ip-sysctl): a comma-separated list of ports and ranges
 * that are only for requests that name them.
 */
export function parseReservedPorts(text: string): readonly PortRange[] {
  return text.split(',').flatMap((part) => {
    const match = /^\s*([0-9]+)(?:-([0-9]+))?\s*$/.exec(part);
    if (match === null) return [];
    const start = Number(match[1]);
    return [{ start, end: match[2] === undefined ? start : Number(match[2]) }];
  });
}

/** The ports of a range that may be chosen, lowest first. */
export function* choosablePorts(
  range: PortRange,
  reserved: readonly PortRange[],
): Generator<number, void> {
  for (let port = range.start; port <= range.end; port++) {
    if (!reserved.some(({ start, end }) => port >= start && port <= end)) yield port;
  }
}
