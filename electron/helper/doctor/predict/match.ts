import { cidrContains, parseAddress, parseCidr, type Cidr } from '#shared/model/address';
import type { Condition } from './parse-rule';
import type { Packet } from './packet';

/** Whether a packet matches a condition; null: only the kernel knows. */
export type Matched = boolean | null;

/** What conditions depend on besides the packet. */
export interface MatchContext {
  readonly isLocal: (address: string) => boolean;
}

/** Whether a packet matches a condition (iptables(8), iptables-extensions(8)). */
export function matches(packet: Packet, condition: Condition, context: MatchContext): Matched {
  const plain = matchesPlain(packet, condition, context);
  return plain === null ? null : plain !== condition.negated;
}

function matchesPlain(
  packet: Packet,
  { module, option, values }: Condition,
  context: MatchContext,
): Matched {
  const value = values[0] ?? '';
  switch (option) {
    case '-s':
      return inNetwork(packet.src, value);
    case '-d':
      return inNetwork(packet.dst, value);
    case '-i':
      return isInterface(packet.iif, value);
    case '-o':
      return isInterface(packet.oif, value);
    case '-p':
      return isProtocol(packet, value);
    case '-f':
      return false;
    case '--comment':
      return true;
    case '--dport':
    case '--dports':
      return inPorts(packet.dport, value);
    case '--sport':
    case '--sports':
      return inPorts(packet.sport, value);
    case '--ports':
      return inPorts(packet.sport, value) || inPorts(packet.dport, value);
    case '--syn':
      return packet.protocol === 'tcp' && packet.direction === 'original' && !packet.further;
    case '--tcp-flags':
      return hasFlags(packet, values);
    case '--ctstate':
    case '--state':
      return value.split(',').some((state) => isState(packet, state));
    case '--ctorigdst':
      return inNetwork(packet.originalDst.address, value);
    case '--ctorigdstport':
      return inPorts(packet.originalDst.port, value);
    case '--ctdir':
      return (value === 'ORIGINAL') === (packet.direction === 'original');
    case '--ctproto':
      return isProtocol(packet, value);
    case '--dst-type':
      return isType(packet.dst, value, context);
    case '--src-type':
      return isType(packet.src, value, context);
    case '--limit-iface-in':
    case '--limit-iface-out':
      return true;
    case '--mark':
      return module === 'mark' || module === 'connmark' ? isMark(packet.mark, value) : null;
    case '--pkt-type':
      return value === 'unicast';
    case '--src-range':
      return inRange(packet.src, value);
    case '--dst-range':
      return inRange(packet.dst, value);
    // Occasional single packets stay within any rate.
    case '--limit':
    case '--limit-burst':
      return module === 'limit' ? true : null;
    case '--physdev-is-bridged':
      return packet.physIn !== null && packet.iif === packet.oif;
    case '--physdev-in':
      return isInterface(packet.physIn, value);
    default:
      return null;
  }
}

function inNetwork(address: string, text: string): Matched {
  const network = readNetwork(text);
  return network === null ? null : cidrContains(network, address);
}

/** Parses a network in a rule: with a prefix, without one, or with a netmask. */
function readNetwork(text: string): Cidr | null {
  const cidr = parseCidr(text);
  if (cidr.ok) return cidr.value;
  const single = parseAddress(text);
  if (single.ok) return { address: single.value, prefix: single.value.includes(':') ? 128 : 32 };
  const [address = '', mask = ''] = text.split('/');
  const [base, bits] = [parseAddress(address), parseAddress(mask)];
  if (!base.ok || !bits.ok) return null;
  const binary = bits.value
    .split('.')
    .map((part) => Number(part).toString(2).padStart(8, '0'))
    .join('');
  return /^1*0*$/.test(binary)
    ? { address: base.value, prefix: binary.lastIndexOf('1') + 1 }
    : null;
}

function isInterface(name: string | null, wanted: string): boolean {
  if (wanted.endsWith('+')) return name?.startsWith(wanted.slice(0, -1)) ?? wanted === '+';
  return name === wanted;
}

const protocolNumbers: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp' };

function isProtocol({ protocol }: Packet, wanted: string): boolean {
  return wanted === 'all' || wanted === '0' || (protocolNumbers[wanted] ?? wanted) === protocol;
}

function inPorts(port: number, text: string): boolean {
  return text.split(',').some((part) => {
    const [low = '', high = low] = part.split(':');
    return port >= Number(low === '' ? 0 : low) && port <= Number(high === '' ? 65535 : high);
  });
}

function hasFlags(
  { protocol, direction, further }: Packet,
  [mask = '', set = '']: readonly string[],
): Matched {
  if (protocol !== 'tcp') return false;
  const first = direction === 'original' ? ['SYN'] : ['SYN', 'ACK'];
  const flags = new Set(further ? ['ACK'] : first);
  const looked = mask === 'ALL' ? ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] : mask.split(',');
  const wanted = set === 'NONE' ? [] : set.split(',');
  return looked.every((flag) => flags.has(flag) === wanted.includes(flag));
}

/**
 * Whether a packet has a state of connection tracking. A reply to an untracked packet is the first
 * packet that tracking sees: NEW in UDP, INVALID in TCP.
 */
function isState(packet: Packet, state: string): boolean {
  const { direction, further, untrackedBy, orphan, protocol, dnat, snat } = packet;
  if (untrackedBy !== null) return state === 'UNTRACKED';
  if (orphan) return state === (protocol === 'udp' ? 'NEW' : 'INVALID');
  switch (state) {
    case 'NEW':
      return direction === 'original' && !further;
    case 'ESTABLISHED':
      return direction === 'reply' || further;
    case 'DNAT':
      return dnat;
    case 'SNAT':
      return snat;
    default:
      return false;
  }
}

function isType(address: string, type: string, { isLocal }: MatchContext): Matched {
  return type.split(',').some((one) => {
    if (one === 'LOCAL') return isLocal(address);
    return one === 'UNICAST' && !isLocal(address);
  });
}

function isMark(mark: number, text: string): boolean {
  const [value = '0', mask = '0xffffffff'] = text.split('/');
  return (mark & Number(mask)) >>> 0 === (Number(value) & Number(mask)) >>> 0;
}

function inRange(address: string, text: string): Matched {
  const [low = '', high = low] = text.split('-');
  if (address.includes(':')) return null;
  const number = (of: string) => of.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  return number(address) >= number(low) && number(address) <= number(high);
}
