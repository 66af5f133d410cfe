import { parseAddress, type Family } from '#shared/model/address';
import { optionValue } from '#shared/model/iptables-save';
import { portSchema, protocolSchema } from '#shared/model/port-spec';
import type { Text } from '#shared/messages/message';
import { translation, type ResolvedPublication } from '../plan/resolved-publication';
import type { OwnTable } from '../plan/ruleset';
import { tuplesWithPorts, type TrackedTuples } from '../system/conntrack/conntrack-entry';
import { forgetConnections, listConnections } from '../system/conntrack/conntrack';

const families = [4, 6] as const satisfies readonly Family[];

/** Tracked connections to delete after publications changed. */
export interface StaleConnections {
  readonly protocol: ResolvedPublication['intent']['protocol'];
  readonly hostPort: number;
  readonly family: Family;
  /** Only connections that are answered from this address; absent for all of the port. */
  readonly replySource?: string;
}

/**
 * Finds the connections that outlive a change of publications: those to a destination that a
 * publication no longer has, and for a new UDP publication all connections of its port, because a
 * client that sent before the rule existed keeps its old entry.
 */
export function staleConnections(
  before: readonly ResolvedPublication[],
  after: readonly ResolvedPublication[],
): readonly StaleConnections[] {
  const now = new Map(after.map((publication) => [publication.intent.id, publication]));
  const known = new Map(before.map((publication) => [publication.intent.id, publication]));
  const gone = before.flatMap((publication) =>
    families.flatMap((family): StaleConnections[] => {
      const old = translation(publication, family)?.address;
      const successor = now.get(publication.intent.id);
      const kept = successor === undefined ? undefined : translation(successor, family)?.address;
      if (old === undefined || old === kept) return [];
      const { protocol, hostPort } = publication.intent;
      return [{ protocol, hostPort, family, replySource: old }];
    }),
  );
  const fresh = after
    .filter(({ intent }) => intent.protocol === 'udp')
    .flatMap((publication) =>
      families.flatMap((family): StaleConnections[] => {
        const old = known.get(publication.intent.id);
        const changed = translation(publication, family)?.address;
        if (changed === undefined) return [];
        if (old !== undefined && translation(old, family)?.address === changed) return [];
        return [{ protocol: 'udp', hostPort: publication.intent.hostPort, family }];
      }),
    );
  return [...gone, ...fresh];
}

/** The connections that rules in the kernel translate, for when the rules are to go. */
export function translatedConnections(tables: readonly OwnTable[]): readonly StaleConnections[] {
  return tables.flatMap(({ family, chains }) =>
    chains.flatMap(({ rules }) =>
      rules.flatMap((words): readonly StaleConnections[] => {
        const protocol = protocolSchema.safeParse(optionValue(words, '-p')).data;
        const hostPort = portSchema.safeParse(Number(optionValue(words, '--dport'))).data;
        const target = optionValue(words, '--to-destination') ?? '';
        const address = parseAddress(target.replace(/:[0-9]+$/, '').replace(/^\[|\]$/g, ''));
        return protocol === undefined || hostPort === undefined || !address.ok
          ? []
          : [{ protocol, hostPort, family, replySource: address.value }];
      }),
    ),
  );
}

/**
 * Deletes stale connections. It deletes only those that are tracked, which are few whatever the
 * number of ports. A failure is no reason to undo a publication.
 *
 * @param onFailure called with the error message
 */
export async function forgetStale(
  stale: readonly StaleConnections[],
  onFailure: (message: Text) => void,
): Promise<void> {
  for (const protocol of protocols) {
    for (const family of families) {
      const concerned = stale.filter(
        (item) => item.protocol === protocol && item.family === family,
      );
      if (concerned.length === 0) continue;
      const listed = await listConnections(family, { protocol });
      if (!listed.ok) {
        onFailure(listed.error.message);
        continue;
      }
      for (const { hostPort, replySource } of tracked(concerned, tuplesWithPorts(listed.value))) {
        const done = await forgetConnections(protocol, hostPort, family, replySource);
        if (!done.ok) onFailure(done.error.message);
      }
    }
  }
}

const protocols = ['tcp', 'udp'] as const;

/** The entries with at least one tracked connection. */
function tracked(
  stale: readonly StaleConnections[],
  connections: readonly TrackedTuples[],
): readonly StaleConnections[] {
  const byPort = new Map<number, Set<string>>();
  for (const { original, reply } of connections) {
    const answering = byPort.get(original.dport) ?? new Set();
    byPort.set(original.dport, answering.add(reply.src));
  }
  return stale.filter(({ hostPort, replySource }) => {
    const answering = byPort.get(hostPort);
    return answering !== undefined && (replySource === undefined || answering.has(replySource));
  });
}
