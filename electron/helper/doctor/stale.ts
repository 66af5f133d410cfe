import { cidrContains, familyOf, isLoopback, parseCidr } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { PathFrom } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import { isWildcard } from '../plan/resolved-publication';
import { ownerOf } from './predict/deliver';
import { hostStack, isLocal, routeTo, type Facts } from './predict/facts';
import { firewallOf } from './predict/firewall';
import { passHook } from './predict/netfilter';
import { firstPacket } from './predict/packet';
import type { Stop } from './predict/stop';
import type { TrackedTuples } from '../system/conntrack/conntrack-entry';
import { onHost, remedyBy } from './predict/remedy';

/**
 * Finds tracked connections that still lead where a publication led before: their clients are not looked up again
 * as long as they go on sending, since only a connection's first packet sees the rules.
 *
 * @param tracked the connections of the publication's protocol
 * @returns the first of each way in
 */
export function staleStops(
  facts: Facts,
  publication: Publication,
  tracked: readonly TrackedTuples[],
): ReadonlyMap<PathFrom, Stop> {
  const { hostIp, hostPort, protocol } = publication;
  const stops = new Map<PathFrom, Stop>();
  for (const { original, reply } of tracked) {
    if (original.dport !== hostPort || !isLocal(facts, original.dst)) continue;
    if (!isWildcard(hostIp) && hostIp !== original.dst) continue;
    const now = translation(facts, publication, original.src, original.dst);
    if (now === null || (now.address === reply.src && now.port === reply.sport)) continue;
    const way = wayOf(facts, publication, original.src, original.dst);
    if (stops.has(way)) continue;
    stops.set(way, {
      code: 'STALE_CONNECTION',
      where: 'conntrack',
      explanation: msg('why.stale', {
        ...{ client: original.src, port: original.sport, destination: reply.src },
      }),
      remedy: remedyBy(
        msg('fix.forget'),
        [onHost('conntrack', '-D', ...tupleWords(protocol, original))],
        [
          onHost(
            'conntrack',
            ...['-I', ...tupleWords(protocol, original), '-r', reply.src, '-q', reply.dst],
            ...['--reply-port-src', String(reply.sport), '--reply-port-dst', String(reply.dport)],
            ...['-t', '120'],
          ),
        ],
        true,
      ),
    });
  }
  return stops;
}

/** Where a first packet would be led by translation; null when it would be dropped before. */
function translation(
  facts: Facts,
  publication: Publication,
  src: string,
  dst: string,
): { readonly address: string; readonly port: number } | null {
  const first = firstPacket(publication, src, dst);
  const firewall = firewallOf(facts);
  const passed = isLocal(facts, src)
    ? passHook('OUTPUT', { ...first, oif: 'lo' }, firewall)
    : passHook(
        'PREROUTING',
        { ...first, iif: routeTo(hostStack(facts), src)?.device ?? null },
        firewall,
      );
  return passed.verdict === 'drop'
    ? null
    : { address: passed.packet.dst, port: passed.packet.dport };
}

function tupleWords(protocol: string, { src, dst, sport, dport }: TrackedTuples['original']) {
  const ports = ['--sport', String(sport), '--dport', String(dport)];
  return ['-p', protocol, '-s', src, '-d', dst, ...ports];
}

function wayOf(facts: Facts, publication: Publication, src: string, dst: string): PathFrom {
  if (isLoopback(src) || isLoopback(dst)) return familyOf(dst) === 4 ? 'loopback4' : 'loopback6';
  if (isLocal(facts, src)) return 'host-address';
  if (ownerOf(facts, src)?.endpoint.id === publication.endpoint?.id) return 'self';
  const onBridge = facts.topology.bridges.some(({ addresses }) =>
    addresses.some((text) => {
      const cidr = parseCidr(text);
      return cidr.ok && cidrContains(cidr.value, src);
    }),
  );
  return onBridge ? 'neighbour' : 'lan';
}
