import { parseAddress } from '#shared/model/address';

/** Where a rule translates to. */
export interface TranslationTarget {
  /** Canonical; of a range of addresses, the first. */
  readonly address: string;
  /** Whether the rule names a range of addresses. */
  readonly isRange: boolean;
  /** The port that a packet to `port` gets. */
  readonly portOf: (port: number) => number;
}

/**
 * Reads the value of `--to-destination` or `--to-source`: `ADDRESS[-END][:PORT[-END[/BASE]]]`, an
 * IPv6 address with a port in brackets (iptables-extensions(8), DNAT and SNAT). Without a port the
 * port stays; a range keeps a port that lies inside; with a base, the range begins at the port
 * BASE.
 *
 * @returns null for a text of another form
 */
export function parseDestination(text: string): TranslationTarget | null {
  const bracketed = /^\[([^\]-]+)(?:-([^\]]+))?\](?::(.+))?$/.exec(text);
  const plain = /^([0-9.]+)(?:-([0-9.]+))?(?::(.+))?$/.exec(text);
  const [, addressText = text, lastText, portText] = bracketed ?? plain ?? [];
  const address = parseAddress(addressText);
  if (!address.ok) return null;
  const addresses = { address: address.value, isRange: lastText !== undefined };
  if (portText === undefined) return { ...addresses, portOf: (port) => port };
  const match = /^([0-9]{1,5})(?:-([0-9]{1,5})(?:\/([0-9]{1,5}))?)?$/.exec(portText);
  if (match === null) return null;
  const start = Number(match[1]);
  const end = match[2] === undefined ? start : Number(match[2]);
  const base = match[3] === undefined ? undefined : Number(match[3]);
  if ([start, end, base ?? start].some((port) => port < 1 || port > 65_535)) return null;
  const portOf = (port: number) => {
    if (base !== undefined) return Math.min(end, Math.max(start, start + port - base));
    return port >= start && port <= end ? port : start;
  };
  return { ...addresses, portOf };
}
