import type { PacketHeader, TraceEvent } from './trace-event';

const line =
  /^trace id ([0-9a-f]+) (\S+) (\S+) (\S+) (packet:|rule|unknown rule|policy|verdict) ?([^]*)$/;
const rule = /^(?:([^]*) )?(?:# )?handle (\d+) \(verdict ([^]*)\)\s*$/;
const ruleWithoutHandle = /^([^]*) \(verdict ([^]*)\)\s*$/;
const noMark = '0x00000000';

/**
 * Reads one line of `nft -a -nn monitor`.
 *
 * @returns null for a line that is not a trace message, or about a packet without IP addresses
 */
export function parseTraceLine(text: string): TraceEvent | null {
  const match = line.exec(text);
  if (match === null) return null;
  const [, id = '', family = '', table = '', chain = '', kind = '', rest = ''] = match;
  const point = { id, family, table, chain };
  if (kind === 'packet:') {
    const header = parseHeader(rest);
    return header === null ? null : { ...point, kind: 'packet', header };
  }
  if (kind === 'policy') {
    const mark = /meta mark (0x[0-9a-f]+)/.exec(rest)?.[1] ?? noMark;
    return { ...point, kind: 'policy', verdict: rest.split(' ')[0] ?? '', mark };
  }
  if (kind === 'verdict') return { ...point, kind: 'return' };
  return parseRule(point, rest);
}

function parseRule(
  point: Pick<TraceEvent, 'id' | 'family' | 'table' | 'chain'>,
  rest: string,
): TraceEvent | null {
  const withHandle = rule.exec(rest);
  if (withHandle !== null) {
    const [, text = '', handle = '', verdict = ''] = withHandle;
    return { ...point, kind: 'rule', handle: Number(handle), text: text.trim(), verdict };
  }
  const plain = ruleWithoutHandle.exec(rest);
  if (plain === null) return null;
  const [, text = '', verdict = ''] = plain;
  return { ...point, kind: 'rule', handle: null, text: text.trim(), verdict };
}

const protocolNumbers: Readonly<Record<string, string>> = {
  '1': 'icmp',
  '6': 'tcp',
  '17': 'udp',
  '58': 'icmpv6',
};

function parseHeader(text: string): PacketHeader | null {
  const word = (field: string) =>
    new RegExp(`(?:^|\\s)${field} "?([^\\s"]+)"?`).exec(text)?.[1] ?? undefined;
  const number = (field: string) => {
    const value = word(field);
    return value === undefined ? undefined : Number(value);
  };
  const version = word('ip saddr') === undefined ? 'ip6' : 'ip';
  const src = word(`${version} saddr`);
  const dst = word(`${version} daddr`);
  const length = number(`${version} length`);
  if (src === undefined || dst === undefined || length === undefined) return null;
  const transport = /(?:^|\s)(tcp|udp|sctp|dccp|udplite) sport /.exec(text)?.[1];
  const named = transport ?? /(?:^|\s)(icmp|icmpv6) type /.exec(text)?.[1];
  const numbered = word(version === 'ip' ? 'ip protocol' : 'ip6 nexthdr') ?? 'unknown';
  const flags = /(?:^|\s)tcp flags == (\S+)/.exec(text)?.[1];
  return withoutGaps({
    iif: word('iif'),
    oif: word('oif'),
    src,
    dst,
    sport: transport === undefined ? undefined : number(`${transport} sport`),
    dport: transport === undefined ? undefined : number(`${transport} dport`),
    protocol: named ?? protocolNumbers[numbered] ?? numbered,
    flags: flags === undefined ? undefined : flagNames(flags),
    // IPv6 gives the length without its own header of 40 bytes.
    length: version === 'ip' ? length : length + 40,
    ipId: version === 'ip' ? number('ip id') : undefined,
  });
}

type Gappy<T> = { readonly [K in keyof T]: T[K] | undefined };

function withoutGaps(fields: Gappy<Required<PacketHeader>>): PacketHeader {
  const { src = '', dst = '', protocol = '', length = 0 } = fields;
  const known = Object.entries(fields).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(known), src, dst, protocol, length };
}

/** From the lowest bit of the flags' byte upwards (RFC 9293). */
const flagBits = ['fin', 'syn', 'rst', 'psh', 'ack', 'urg', 'ecn', 'cwr'] as const;

function flagNames(text: string): string {
  if (!text.startsWith('0x')) return text.replaceAll('|', ',');
  const bits = Number(text);
  return flagBits.filter((_, bit) => (bits & (1 << bit)) !== 0).join(',');
}
