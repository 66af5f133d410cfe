import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { ok, type Result } from '#shared/result/result';
import { ipRead } from '../../../system/ip/ip';
import { IpBatchReader } from '../../../system/ip/ip-many';
import { Part } from '../parts/part';
import { parseNetwork, type NetworkReading } from '../../../system/ip/parse-network';
import type { Staleness } from '../../records/reading';

/** Time limit for one namespace, in milliseconds. */
const limit = 2_000;
/** How many namespaces are read at once; each costs a process. */
const concurrency = 4;

/** From this number on, namespaces are read together, at most `atOnce` with one process. */
const many = { from: 6, atOnce: 50 } as const;
/** How many such readings run at once; each uses a full core. */
const manyConcurrency = 2;

/** A namespace to be read. */
export interface NamespacePlace {
  readonly inode: number;
  /** The part of the snapshot that is stale when it cannot be read. */
  readonly id: string;
  /** Its file. */
  readonly path: string;
}

interface Known {
  readonly part: Part<NetworkReading>;
  dirty: boolean;
  /** When it was last read, in milliseconds. */
  readAt: number;
}

/**
 * Reads the networks of namespaces, and again only those that may have changed, because each
 * reading costs a process.
 */
export class NetworkReader {
  readonly #known = new Map<number, Known>();
  readonly #limit = pLimit(concurrency);
  readonly #batchLimit = pLimit(manyConcurrency);
  readonly #batches = new IpBatchReader();

  /** The last reading of a namespace. */
  last(inode: number): NetworkReading | undefined {
    return this.#known.get(inode)?.part.value;
  }

  /** Marks one namespace, or all, as changed. */
  changed(inode?: number): void {
    for (const [key, known] of this.#known) {
      if (inode === undefined || inode === key) known.dirty = true;
    }
  }

  /**
   * Marks the namespaces with the oldest readings as changed, for changes without events.
   *
   * @param count how many
   * @param age only those that were last read more than so many milliseconds ago
   */
  ageOut(inodes: readonly number[], count: number, age: number): void {
    const latest = Date.now() - age;
    const aged = inodes.flatMap((inode) => this.#known.get(inode) ?? []);
    const old = aged.filter(({ readAt }) => readAt < latest).sort((a, b) => a.readAt - b.readAt);
    for (const known of old.slice(0, count)) known.dirty = true;
  }

  /**
   * The network of a namespace; the last one when it cannot be read.
   *
   * @param name the part of the snapshot that is stale then
   * @param path the namespace's file; null for the helper's own
   * @returns null when the namespace is gone
   */
  async read(
    inode: number,
    name: string,
    path: string | null,
  ): Promise<Result<NetworkReading> | null> {
    const known = this.#entry(inode, name);
    const { value } = known.part;
    if (!known.dirty && value !== undefined) return ok(value);
    known.dirty = false;
    known.readAt = Date.now();
    const read = await this.#limit(() => known.part.read(() => readNetwork(path)));
    if (known.part.staleness === undefined) return read;
    known.dirty = true;
    return path === null || (await exists(path)) ? read : null;
  }

  /**
   * Reads the namespaces that may have changed together, if they are many. Those for which this
   * fails are read one by one later.
   */
  async prepare(places: readonly NamespacePlace[]): Promise<void> {
    const dirty = places.filter(({ inode, id }) => {
      const { dirty: isDirty, part } = this.#entry(inode, id);
      return (isDirty || part.value === undefined) && part.staleness === undefined;
    });
    if (dirty.length < many.from) return;
    const size = Math.min(many.atOnce, Math.ceil(dirty.length / manyConcurrency));
    const chunks = Array.from({ length: Math.ceil(dirty.length / size) }, (_, i) =>
      dirty.slice(i * size, (i + 1) * size),
    );
    await Promise.all(chunks.map((chunk) => this.#batchLimit(() => this.#readMany(chunk))));
  }

  async #readMany(places: readonly NamespacePlace[]): Promise<void> {
    const known = places.map(({ inode, id }) => this.#entry(inode, id));
    for (const one of known) one.dirty = false;
    const texts = await this.#batches.read(places.map(({ path }) => path));
    for (const [i, one] of known.entries()) {
      const text = texts.ok ? texts.value[i] : undefined;
      one.dirty ||= text === undefined;
      if (text === undefined) continue;
      one.readAt = Date.now();
      await one.part.read(() => Promise.resolve(ok(parseNetwork(text))));
    }
  }

  /** The stale parts. */
  get stale(): readonly Staleness[] {
    return [...this.#known.values()].flatMap(({ part }) => part.staleness ?? []);
  }

  /** Drops all namespaces but these. */
  keep(alive: ReadonlySet<number>): void {
    for (const inode of this.#known.keys()) if (!alive.has(inode)) this.#known.delete(inode);
  }

  #entry(inode: number, name: string): Known {
    const known = this.#known.get(inode);
    if (known?.part.name === name) return known;
    const fresh = { part: new Part<NetworkReading>(name, limit), dirty: true, readAt: 0 };
    this.#known.set(inode, fresh);
    return fresh;
  }
}

async function readNetwork(path: string | null): Promise<Result<NetworkReading>> {
  const text = await ipRead(path);
  return text.ok ? ok(parseNetwork(text.value)) : text;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
