/** Bytes that each interface has carried, both directions together, from /proc/net/dev. */
export function parseInterfaceCounters(text: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>();
  for (const line of text.split('\n').slice(2)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const cells = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/);
    // Bytes received, seven more columns of receiving, bytes sent (net/core/net-procfs.c).
    counters.set(line.slice(0, colon).trim(), Number(cells[0]) + Number(cells[8]));
  }
  return counters;
}
