import { assertNever, type Result } from '#shared/result/result';
import { Part } from '../parts/part';
import { readNamespaceIds } from '../../../system/netns/namespace-ids';
import type { NamespaceIds, NamedNamespace } from '../../../system/netns/parse-namespace-ids';
import { NetworkReader, type NamespacePlace } from './network-reader';
import type { NetworkEvent } from '../../../system/ip/parse-ip-monitor';
import type { NetworkReading } from '../../../system/ip/parse-network';
import type { Staleness } from '../../records/reading';

/** Time limit for the ids of namespaces, in milliseconds. */
const idsLimit = 2_000;
/** Number of readings within which every namespace is read again, for changes without events. */
const looksUntilAll = 60;
/**
 * A namespace without an id in the helper's one sends no events. It is read this often, in
 * milliseconds,
 */
const unobservedPeriod = 2_000;
/** but at most so many with each reading. */
const mostUnobserved = 5;

/** How soon an event needs a reading. */
export type Urgency = 'now' | 'soon' | 'never';

/** The networks of all namespaces, and the events that report changes in them. */
export class Networks {
  readonly #reader = new NetworkReader();
  readonly #ids = new Part<NamespaceIds>('network', idsLimit);
  /** Ids of namespaces that changed since the last reading. */
  readonly #changedIds = new Set<number>();
  #idsChanged = true;
  #self = 0;

  /** Records an event. */
  notice({ nsid, what }: NetworkEvent): Urgency {
    switch (what.kind) {
      case 'namespaces':
        if (nsid === null) this.#idsChanged = true;
        return nsid === null ? 'now' : 'never';
      case 'network':
        this.#noteChange(nsid);
        return 'now';
      case 'neighbour': {
        const inode = nsid === null ? this.#self : this.ids.get(nsid);
        const known = this.#reader
          .last(inode ?? 0)
          ?.neighbours.find(
            ({ address, device }) => address === what.address && device === what.device,
          );
        if (JSON.stringify(known) === JSON.stringify(what.neighbour)) return 'never';
        this.#noteChange(nsid);
        return 'soon';
      }
      default:
        return assertNever(what);
    }
  }

  #noteChange(nsid: number | null): void {
    if (nsid === null) this.#reader.changed(this.#self);
    else this.#changedIds.add(nsid);
  }

  /** Marks one namespace and the host's, or all, as changed. */
  changed(inode?: number): void {
    this.#reader.changed(inode);
    if (inode !== undefined) this.#reader.changed(this.#self);
  }

  /** The inodes of namespaces by the host's ids for them. */
  get ids(): NamespaceIds {
    return this.#ids.value ?? new Map();
  }

  get stale(): readonly Staleness[] {
    const ids = this.#ids.staleness;
    return ids === undefined ? this.#reader.stale : [ids, ...this.#reader.stale];
  }

  /**
   * Prepares a reading: finds the namespaces of the recorded events, and reads many changed ones
   * together.
   *
   * @param self inode of the helper's own
   * @param places the namespaces about to be read
   */
  async begin(
    self: number,
    named: readonly NamedNamespace[],
    places: readonly NamespacePlace[],
  ): Promise<void> {
    this.#self = self;
    const inodes = places.map(({ inode }) => inode);
    const changed = [...this.#changedIds];
    this.#changedIds.clear();
    if (this.#idsChanged || changed.some((nsid) => !this.ids.has(nsid))) {
      this.#idsChanged = false;
      await this.#ids.read(() => readNamespaceIds(named));
      this.#idsChanged = this.#ids.staleness !== undefined;
    }
    for (const nsid of changed) {
      const inode = this.ids.get(nsid);
      // Without the ids any namespace may have changed.
      if (inode !== undefined || this.#idsChanged) this.#reader.changed(inode);
    }
    const observed = new Set(this.ids.values());
    const unobserved = inodes.filter((inode) => !observed.has(inode));
    this.#reader.ageOut(unobserved, mostUnobserved, unobservedPeriod);
    const all = [self, ...inodes];
    this.#reader.ageOut(all, Math.ceil(all.length / looksUntilAll), looksUntilAll * 1_000);
    await this.#reader.prepare(places);
  }

  /** The network of a namespace; see {@link NetworkReader.read}. */
  read(inode: number, name: string, path: string | null): Promise<Result<NetworkReading> | null> {
    return this.#reader.read(inode, name, path);
  }

  /** The last reading of another user's namespace; see {@link NetworkReader.lastOfOtherUser}. */
  lastOfOtherUser(place: NamespacePlace): NetworkReading | undefined {
    return this.#reader.lastOfOtherUser(place);
  }

  /** Drops all namespaces but these. */
  keep(alive: ReadonlySet<number>): void {
    this.#reader.keep(alive);
  }
}
