import { z } from 'zod';
import { appError } from '../result/app-error';
import { err, ok, type Result } from '../result/result';
import { msg, type Message } from '../messages/message';
import { familyOf, isConnectable, isLinkLocal, parseAddress, socketName } from './address';

export const protocolSchema = z.enum(['tcp', 'udp']);
export type Protocol = z.infer<typeof protocolSchema>;

/** A port number, 1–65535. */
export const portSchema = z.number().int().min(1).max(65535);

/** Inclusive range of ports; one port has `start === end`. */
export interface PortRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The meaning of `[HOST_IP:][HOST_PORT[-END]:]PORT[-END][/tcp|udp]`, as `docker run -p` reads it.
 */
export interface PortSpec {
  readonly protocol: Protocol;
  /** Canonical address, or `*` for every address of both families. */
  readonly hostIp: string;
  /** null: the helper chooses a free port. */
  readonly hostPorts: PortRange | null;
  readonly containerPorts: PortRange;
}

/** One port to publish. With `hostPort` null the helper chooses one; with a range, one of these. */
export interface PortRequest {
  readonly protocol: Protocol;
  readonly hostIp: string;
  readonly hostPort: number | PortRange | null;
  readonly containerPort: number;
}

/**
 * Reads a port specification by the rules of Docker's `-p` (go-connections `nat.ParsePortSpec`):
 * the last two colon-separated parts are host and container ports, everything before them is the
 * host address (with or without brackets). Without a host port, or with 0, the helper chooses a
 * free one.
 */
export function parsePortSpec(text: string): Result<PortSpec> {
  const bad = (why: Message) =>
    err(appError('BAD_REQUEST', msg('spec.refused', { text, why }), { spec: text }));
  const slash = text.indexOf('/');
  const protocol = slash < 0 ? 'tcp' : text.slice(slash + 1).toLowerCase();
  if (protocol !== 'tcp' && protocol !== 'udp') return bad(msg('spec.protocol'));

  const parts = (slash < 0 ? text : text.slice(0, slash)).split(':');
  const containerText = parts.at(-1) ?? '';
  const hostText = parts.length > 1 ? (parts.at(-2) ?? '') : '';
  const address = parts.length > 2 ? hostAddress(parts.slice(0, -2).join(':')) : ok('*');
  if (!address.ok) return bad(msg('spec.hostAddress'));
  const fault = hostAddressFault(address.value);
  if (fault !== null) return err(appError('BAD_REQUEST', fault, { spec: text }));

  const containerPorts = parseRange(containerText);
  if (containerPorts === null) return bad(msg('spec.containerPort'));
  if (hostText === '' || hostText === '0') {
    return ok({ protocol, hostIp: address.value, hostPorts: null, containerPorts });
  }
  const hostPorts = parseRange(hostText);
  if (hostPorts === null) return bad(msg('spec.hostPort'));
  const sizes = [rangeSize(hostPorts), rangeSize(containerPorts)];
  if (sizes[0] !== sizes[1] && sizes[1] !== 1) return bad(msg('spec.ranges'));
  return ok({ protocol, hostIp: address.value, hostPorts, containerPorts });
}

/**
 * Why a port cannot be published on a host address; null when it can.
 *
 * @param address canonical, or `*`
 */
export function hostAddressFault(address: string): Message | null {
  if (address === '*') return null;
  if (!isConnectable(address)) return msg('error.notConnectable', { address });
  // The same address may be on several links (RFC 4007). For IPv4, the route decides the link.
  if (familyOf(address) === 6 && isLinkLocal(address)) return msg('error.linkLocal', { address });
  return null;
}

function hostAddress(text: string): Result<string> {
  if (text === '' || text === '*') return ok('*');
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  if (bracketed !== undefined && !bracketed.includes(':')) {
    return err(appError('BAD_REQUEST', msg('spec.brackets')));
  }
  return parseAddress(bracketed ?? text);
}

function parseRange(text: string): PortRange | null {
  const match = /^([0-9]{1,5})(?:-([0-9]{1,5}))?$/.exec(text);
  if (match === null) return null;
  const start = Number(match[1]);
  const end = match[2] === undefined ? start : Number(match[2]);
  return start >= 1 && end <= 65535 && start <= end ? { start, end } : null;
}

function rangeSize(range: PortRange): number {
  return range.end - range.start + 1;
}

/** The single ports of a specification, in order. */
export function expandPortSpec(spec: PortSpec): readonly PortRequest[] {
  const { protocol, hostIp, hostPorts, containerPorts } = spec;
  return Array.from({ length: rangeSize(containerPorts) }, (_, i): PortRequest => {
    const containerPort = containerPorts.start + i;
    if (hostPorts === null) return { protocol, hostIp, hostPort: null, containerPort };
    const choose = rangeSize(hostPorts) > rangeSize(containerPorts);
    return { protocol, hostIp, hostPort: choose ? hostPorts : hostPorts.start + i, containerPort };
  });
}

/** How a person names a publication of one port: `2345/tcp`, `127.0.0.1:2345/udp`. */
export function hostPortName(hostIp: string, hostPort: number, protocol: Protocol): string {
  const address = hostIp === '*' ? String(hostPort) : socketName(hostIp, hostPort);
  return `${address}/${protocol}`;
}

/** A publication named by its host side: `[HOST_IP:]HOST_PORT[/PROTO]`. */
export interface HostPortSelector {
  /** null: any address. */
  readonly hostIp: string | null;
  readonly hostPort: number;
  /** null: tcp and udp. */
  readonly protocol: Protocol | null;
}

/** Reads `[HOST_IP:]HOST_PORT[/PROTO]`. Returns null when the text is something else (an id). */
export function parseHostPortSelector(text: string): HostPortSelector | null {
  const match = /^(?:(.+):)?([0-9]{1,5})(?:\/(tcp|udp))?$/i.exec(text);
  if (match === null) return null;
  const hostPort = Number(match[2]);
  const address = match[1] === undefined ? null : hostAddress(match[1]);
  if (hostPort < 1 || hostPort > 65535 || (address !== null && !address.ok)) return null;
  return {
    hostIp: address?.value ?? null,
    hostPort,
    protocol: protocolSchema.nullable().parse(match[3]?.toLowerCase() ?? null),
  };
}
