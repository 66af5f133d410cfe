import { assertNever, type Result } from '#shared/result/result';
import type { NamedNamespace } from '../../../system/netns/named-namespaces';
import { Part } from '../part';
import { readNamespaceIds } from '../../../system/netns/namespace-ids';
import type { NamespaceIds } from '../../../system/netns/parse-namespace-ids';
import { NetworkReader, type NamespacePlace } from './network-reader';
import type { NetworkEvent } from '../../../system/ip/parse-ip-monitor';
import type { NetworkReading } from '../../../system/ip/parse-network';
import type { Staleness } from '../../records/reading';

/** How long the ids of namespaces may take, in milliseconds. */
const idsLimit = 2_000;
/** Within how many looks every namespace is read again, for what no event told. */
const looksUntilAll = 60;
/** A namespace without an id in the helper's sends no events: it is read this often, in milliseconds, */
const unobservedPeriod = 2_000;
/** but no more than so many at a look. */
const mostUnobserved = 5;

/** How soon an event must be looked at. */
export type Urgency = 'now' | 'soon' | 'never';

/** The networks of all namespaces, and the events that tell which of them have changed. */
export class Networks {
  readonly #reader = new NetworkReader();
  readonly #ids = new Part<NamespaceIds>('network', idsLimit);
  /** Ids of namespaces where something changed since the last look. */
  readonly #changedIds = new Set<number>();
  #idsChanged = true;
  #self = 0;

  /** Takes note of an event. */
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

  /** Says that anything may have changed: of one namespace and the host's, or of all. */
  changed(inode?: number): void {
    this.#reader.changed(inode);
    if (inode !== undefined) this.#reader.changed(this.#self);
  }

  /** The inodes of namespaces by the ids that the host's has for them. */
  get ids(): NamespaceIds {
    return this.#ids.value ?? new Map();
  }

  get stale(): readonly Staleness[] {
    const ids = this.#ids.staleness;
    return ids === undefined ? this.#reader.stale : [ids, ...this.#reader.stale];
  }

  /**
   * Prepares a look: finds out which namespaces the events were about, and reads them when they are many.
   *
   * @param self inode of the helper's own
   * @param places those that are about to be read
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
      // Without the ids nobody knows which it was.
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

  /** Forgets all namespaces but these. */
  keep(alive: ReadonlySet<number>): void {
    this.#reader.keep(alive);
  }
}
