import type { PortRange } from '#shared/model/port-spec';

/**
 * Parses `net.ipv4.ip_local_reserved_ports` (ip-sysctl): a comma-separated list of ports and ranges
 * that are given only to programs that request them by number. Other text is skipped.
 */
export function parseReservedPorts(text: string): readonly PortRange[] {
  return text.split(',').flatMap((part) => {
    const match = /^\s*([0-9]+)(?:-([0-9]+))?\s*$/.exec(part);
    if (match === null) return [];
    const start = Number(match[1]);
    return [{ start, end: match[2] === undefined ? start : Number(match[2]) }];
  });
}
