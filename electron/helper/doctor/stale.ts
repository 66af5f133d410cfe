import { cidrContains, familyOf, isLoopback, parseCidr } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { PathFrom } from '#shared/model/trace';
import { msg } from '#shared/messages/message';
import { splitWords } from '#shared/model/iptables-save';
import { isWildcard } from '../plan/resolved-publication';
import { firewallOf, hostStack, isLocal, ownerOf, type Facts } from './predict/machine-facts';
import { passHook } from './predict/netfilter';
import { firstPacket } from './predict/packet';
import { fixBy, onHost, type FoundObstacle } from './predict/obstacle';
import { routeTo } from './predict/route-lookup';
import type { TrackedTuples } from '../system/conntrack/conntrack-entry';

/**
 * Finds tracked connections that still go to an earlier destination of a publication. Only a
 * connection's first packet passes the nat rules, so a client that keeps sending stays with it.
 *
 * @param tracked the connections of the publication's protocol
 * @returns the first of each inbound path
 */
export function staleObstacles(
  facts: Facts,
  publication: Publication,
  tracked: readonly TrackedTuples[],
): ReadonlyMap<PathFrom, FoundObstacle> {
  const { hostIp, hostPort, protocol } = publication;
  const obstacles = new Map<PathFrom, FoundObstacle>();
  for (const { original, reply } of tracked) {
    if (original.dport !== hostPort || !isLocal(facts, original.dst)) continue;
    if (!isWildcard(hostIp) && hostIp !== original.dst) continue;
    const now = translation(facts, publication, original.src, original.dst);
    if (now === null || (now.address === reply.src && now.port === reply.sport)) continue;
    const from = pathFromOf(facts, publication, original.src, original.dst);
    if (obstacles.has(from)) continue;
    obstacles.set(from, {
      code: 'STALE_CONNECTION',
      where: 'conntrack',
      explanation: msg('why.stale', {
        client: original.src,
        port: original.sport,
        destination: reply.src,
      }),
      fix: fixBy(
        msg('fix.forget'),
        [onHost('conntrack', '-D', ...tupleWords(protocol, original))],
        [
          onHost(
            'conntrack',
            '-I',
            ...tupleWords(protocol, original),
            '-r',
            reply.src,
            '-q',
            reply.dst,
            '--reply-port-src',
            String(reply.sport),
            '--reply-port-dst',
            String(reply.dport),
            '-t',
            '120',
          ),
        ],
        true,
      ),
    });
  }
  return obstacles;
}

/** Where the rules would send a first packet now; null when they would drop it. */
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
  return splitWords(
    `-p ${protocol} -s ${src} -d ${dst} --sport ${String(sport)} --dport ${String(dport)}`,
  );
}

function pathFromOf(facts: Facts, publication: Publication, src: string, dst: string): PathFrom {
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
