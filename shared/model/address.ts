import { err, ok, type Result } from '../result/result';
import { appError } from '../result/app-error';
import { msg } from '../messages/message';

/** An address family, as code uses it. */
export type Family = 4 | 6;

/** An address family, as records and their JSON name it. */
export const familyNames = ['ipv4', 'ipv6'] as const;
export type FamilyName = (typeof familyNames)[number];

/** The name of a family in records. */
export function familyName(family: Family): FamilyName {
  return family === 4 ? 'ipv4' : 'ipv6';
}

/** The family that records call by a name. */
export function familyNamed(name: FamilyName): Family {
  return name === 'ipv4' ? 4 : 6;
}

/** The family of a canonical address. */
export function familyOf(address: string): Family {
  return address.includes(':') ? 6 : 4;
}

/**
 * Reads an IP address and returns it in canonical form: IPv4 dotted decimal without leading zeros,
 * IPv6 by RFC 5952 (lower case, longest run of zeros compressed, IPv4-mapped addresses in dotted
 * form). Refuses scope ids (`%eth0`). Own code, because ipaddr.js reads `::1.2.3.4` as an
 * IPv4-mapped address, takes leading zeros in an embedded IPv4 address, and prints mapped addresses
 * in hexadecimal.
 */
export function parseAddress(text: string): Result<string> {
  const bytes = addressBytes(text);
  if (bytes === null) {
    return err(appError('BAD_REQUEST', msg('error.notAddress', { text })));
  }
  return ok(formatAddress(bytes));
}

/** The 4 or 16 bytes of an address, or null when the text is none. */
export function addressBytes(text: string): readonly number[] | null {
  return text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
}

function ipv4Bytes(text: string): readonly number[] | null {
  const parts = text.split('.');
  if (parts.length !== 4) return null;
  const bytes = parts.map((part) => (/^(0|[1-9][0-9]{0,2})$/.test(part) ? Number(part) : 256));
  return bytes.every((byte) => byte <= 255) ? bytes : null;
}

function ipv6Bytes(text: string): readonly number[] | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = groupBytes(halves[0] ?? '', halves.length === 1);
  if (head === null) return null;
  if (halves.length === 1) return head.length === 16 ? head : null;
  const tail = groupBytes(halves[1] ?? '', true);
  if (tail === null) return null;
  const missing = 16 - head.length - tail.length;
  return missing >= 2 ? [...head, ...new Array<number>(missing).fill(0), ...tail] : null;
}

/** The bytes of colon-separated 16-bit groups. At an address's end the last may be dotted IPv4. */
function groupBytes(text: string, atEnd: boolean): readonly number[] | null {
  if (text === '') return [];
  const groups = text.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    if (atEnd && index === groups.length - 1 && group.includes('.')) {
      const embedded = ipv4Bytes(group);
      if (embedded === null) return null;
      bytes.push(...embedded);
    } else {
      if (!/^[0-9a-fA-F]{1,4}$/.test(group)) return null;
      const value = Number.parseInt(group, 16);
      bytes.push(value >> 8, value & 0xff);
    }
  }
  return bytes;
}

function formatAddress(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  if (isMappedIpv4(bytes)) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  const run = longestZeroRun(groups);
  if (run.length < 2) return groups.join(':');
  const head = groups.slice(0, run.start).join(':');
  const tail = groups.slice(run.start + run.length).join(':');
  return `${head}::${tail}`;
}

function isMappedIpv4(bytes: readonly number[]): boolean {
  return bytes.slice(0, 10).every((b) => b === 0) && bytes[10] === 0xff && bytes[11] === 0xff;
}

function longestZeroRun(groups: readonly string[]): { start: number; length: number } {
  let best = { start: 0, length: 0 };
  let start = 0;
  for (let i = 0; i <= groups.length; i++) {
    if (groups[i] === '0') continue;
    if (i - start > best.length) best = { start, length: i - start };
    start = i + 1;
  }
  return best;
}

export interface Cidr {
  readonly address: string;
  readonly prefix: number;
}

/** Reads `address/prefix` with a canonical address and a prefix length that fits its family. */
export function parseCidr(text: string): Result<Cidr> {
  const slash = text.indexOf('/');
  const address = parseAddress(slash < 0 ? text : text.slice(0, slash));
  if (!address.ok) return address;
  const prefixText = slash < 0 ? '' : text.slice(slash + 1);
  const longest = familyOf(address.value) === 4 ? 32 : 128;
  if (!/^(0|[1-9][0-9]{0,2})$/.test(prefixText) || Number(prefixText) > longest) {
    return err(appError('BAD_REQUEST', msg('error.notCidr', { text })));
  }
  return ok({ address: address.value, prefix: Number(prefixText) });
}

/**
 * Whether `address` is in the network `cidr`. An address is never in a network of the other family.
 */
export function cidrContains(cidr: Cidr, address: string): boolean {
  const network = addressBytes(cidr.address);
  const candidate = addressBytes(address);
  if (network === null || candidate?.length !== network.length) return false;
  return network.every((byte, i) => {
    const bits = Math.min(8, Math.max(0, cidr.prefix - 8 * i));
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((candidate[i] ?? 0) & mask);
  });
}

/** The network of an address, such as `10.55.66.0/24`. */
export function networkOf(cidr: Cidr): string {
  const bytes = (addressBytes(cidr.address) ?? []).map((byte, i) => {
    const bits = Math.min(8, Math.max(0, cidr.prefix - 8 * i));
    return byte & ((0xff << (8 - bits)) & 0xff);
  });
  return `${formatAddress(bytes)}/${String(cidr.prefix)}`;
}

/** The address after a canonical one; wraps around after the last one. */
export function nextAddress(address: string): string {
  const bytes = [...(addressBytes(address) ?? [])];
  for (let i = bytes.length - 1; i >= 0; i--) {
    bytes[i] = ((bytes[i] ?? 0) + 1) & 0xff;
    if (bytes[i] !== 0) break;
  }
  return formatAddress(bytes);
}

/** Whether one of two networks contains the other. */
export function cidrsOverlap(a: Cidr, b: Cidr): boolean {
  return cidrContains(a.prefix <= b.prefix ? a : b, (a.prefix <= b.prefix ? b : a).address);
}

/** Whether an address reaches only the network stack that uses it (127.0.0.0/8, ::1). */
export function isLoopback(address: string): boolean {
  return address === '::1' || address.startsWith('127.');
}

/** Whether an address is valid on one link only (169.254.0.0/16, fe80::/10). */
export function isLinkLocal(address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === null) return false;
  return bytes.length === 4
    ? bytes[0] === 169 && bytes[1] === 254
    : bytes[0] === 0xfe && ((bytes[1] ?? 0) & 0xc0) === 0x80;
}

/**
 * Whether a socket that listens on this address can be connected to. Wildcards can; multicast,
 * broadcast and IPv4-mapped IPv6 addresses cannot.
 */
export function isConnectable(address: string): boolean {
  const bytes = addressBytes(address);
  if (bytes === null) return false;
  const [first = 0] = bytes;
  return bytes.length === 4 ? first < 224 : first !== 0xff && !isMappedIpv4(bytes);
}

/**
 * An address and port as one word: `192.0.2.1:80`, `[::1]:80`, `*:80`; without a port, the address.
 */
export function socketName(address: string, port?: number): string {
  if (port === undefined) return address;
  return address.includes(':') ? `[${address}]:${String(port)}` : `${address}:${String(port)}`;
}
