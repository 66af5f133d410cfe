import { sortRecords } from '#shared/diff/records-diff';
import type { Publication } from '#shared/model/publication';
import type { Snapshot, Topology } from '#shared/model/snapshot';
import type { Text } from '#shared/messages/message';
import type { Intents } from '../state/store';
import { attachmentOf } from '../observe/derive/attachments';
import {
  resolvePublications,
  publicationOf,
  type Problem,
} from '../observe/derive/resolve-publications';
import { endpointFinder } from '../observe/derive/resolve';

/** Why the kernel differs from an intent, by the intent's id. */
export interface Problems {
  readonly publication: (id: string) => Problem | undefined;
  readonly link: (id: string) => Text | undefined;
}

/**
 * Returns the content of a snapshot: the topology, with the state of every intent in it.
 *
 * @param foreign publications of other origins
 */
export function snapshotContent(
  topology: Topology,
  { publications, bridges, attachments }: Intents,
  foreign: readonly Publication[],
  problems: Problems,
): Omit<Snapshot, 'revision'> {
  const find = endpointFinder(topology.endpoints);
  const resolved = new Map(
    resolvePublications(publications, topology).map((publication) => [
      publication.intent.id,
      publication,
    ]),
  );
  const own = publications.map((intent) => {
    const { id } = intent;
    return publicationOf(intent, find(intent), resolved.get(id), problems.publication(id));
  });
  const attached = attachments.map((intent) => {
    const bridge = bridges.find(({ name }) => name === intent.bridge);
    return attachmentOf(intent, find(intent), bridge, problems.link(intent.id));
  });
  return {
    ...topology,
    publications: sortRecords([...own, ...foreign], ({ id }) => id),
    attachments: sortRecords(attached, ({ id }) => id),
  };
}
