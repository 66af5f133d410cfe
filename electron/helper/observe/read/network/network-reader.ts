import { stat } from 'node:fs/promises';
import pLimit from 'p-limit';
import { err, ok, type Result } from '#shared/result/result';
import { ipRead } from '../../../system/ip/ip';
import { IpBatchReader } from '../../../system/ip/ip-many';
import { Part } from '../parts/part';
import { parseNetwork, type NetworkReading } from '../../../system/ip/parse-network';
import type { Staleness } from '../../records/reading';
import { BackgroundQueue } from './background-queue';

/** Time limit for one namespace, in milliseconds. */
const limit = 2_000;
/** How many namespaces are read at once; each costs a process. */
const concurrency = 4;

/** From this number on, namespaces are read together, at most `atOnce` with one process. */
const many = { from: 6, atOnce: 50 } as const;
/** How many such readings run at once; each uses a full core. */
const manyConcurrency = 2;

/**
 * The most that a namespace may print, in bytes: some thousand interfaces or ten thousand routes.
 * Root in a container can add any number of them.
 */
const maxOutput = 4 * 1024 * 1024;
/** The same for the namespace of another user. */
const maxForeignOutput = 256 * 1024;

/** How long a namespace that failed is left alone, in milliseconds: doubled with each failure. */
const pause = { first: 500, longest: 60_000 } as const;
/** Readings without a failure after which an earlier one no longer counts. */
const amends = 20;

/** How often the namespace of another user is read, in milliseconds. */
const foreignPeriod = 10_000;

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
  /** Not read before, because it failed or took long. */
  restUntil: number;
  /** Failures that are not forgiven yet. */
  failures: number;
  /** Readings since the last failure. */
  goodReadings: number;
}

/**
 * Reads the networks of namespaces, and again only those that may have changed, because each
 * reading costs a process. A namespace that fails, prints too much or takes long is read alone and
 * less and less often, so that it cannot slow the others.
 */
export class NetworkReader {
  readonly #known = new Map<number, Known>();
  readonly #limit = pLimit(concurrency);
  readonly #batchLimit = pLimit(manyConcurrency);
  readonly #batches = new IpBatchReader();
  readonly #background = new BackgroundQueue();

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
   * The network of a namespace; the last one when it cannot be read, or rests after it could not.
   *
   * @param name the part of the snapshot that is stale then
   * @param path the namespace's file; null for the helper's own, which has no limit and no rest
   * @returns null when the namespace is gone
   */
  async read(
    inode: number,
    name: string,
    path: string | null,
  ): Promise<Result<NetworkReading> | null> {
    const known = this.#entry(inode, name);
    const { value, staleness } = known.part;
    if (value !== undefined && (!known.dirty || isResting(known))) return ok(value);
    if (staleness !== undefined && isResting(known)) return err(staleness.error);
    const limits = path === null ? {} : { timeout: limit, maxOutput };
    const read = await this.#limit(() => readInto(known, path, limits));
    if (known.part.staleness === undefined) return read;
    return path === null || (await exists(path)) ? read : null;
  }

  /**
   * The last reading of another user's namespace. It is read again in the background, within a
   * budget of time that all such namespaces share: nothing waits for it.
   */
  lastOfOtherUser({ inode, id, path }: NamespacePlace): NetworkReading | undefined {
    const known = this.#entry(inode, id);
    const isDue = known.part.value === undefined || Date.now() - known.readAt > foreignPeriod;
    if (isDue && !isResting(known)) {
      this.#background.add(inode, () =>
        readInto(known, path, { timeout: limit, maxOutput: maxForeignOutput }),
      );
    }
    return known.part.value;
  }

  /**
   * Reads the namespaces that may have changed together, if they are many. Those for which this
   * fails are read one by one later.
   */
  async prepare(places: readonly NamespacePlace[]): Promise<void> {
    const dirty = places.filter(({ inode, id }) => {
      const { dirty: isDirty, part, failures } = this.#entry(inode, id);
      return (isDirty || part.value === undefined) && failures === 0;
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
    const paths = places.map(({ path }) => path);
    const texts = await this.#batches.read(paths, { timeout: 2 * limit, maxOutput });
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
    this.#background.keep(alive);
  }

  #entry(inode: number, name: string): Known {
    const known = this.#known.get(inode);
    if (known?.part.name === name) return known;
    const part = new Part<NetworkReading>(name, limit);
    const never = { dirty: true, readAt: 0, restUntil: 0, failures: 0, goodReadings: 0 };
    const fresh = { part, ...never };
    this.#known.set(inode, fresh);
    return fresh;
  }
}

const isResting = ({ restUntil }: Known): boolean => Date.now() < restUntil;

/** Reads a namespace, and decides how long it rests afterwards. */
async function readInto(
  known: Known,
  path: string | null,
  limits: Parameters<typeof ipRead>[1],
): Promise<Result<NetworkReading>> {
  const startedAt = Date.now();
  known.dirty = false;
  known.readAt = startedAt;
  const read = await known.part.read(() => readNetwork(path, limits));
  if (path === null) {
    known.dirty ||= known.part.staleness !== undefined;
    return read;
  }
  const took = Date.now() - startedAt;
  if (known.part.staleness === undefined) {
    known.goodReadings += 1;
    if (known.goodReadings >= amends) known.failures = 0;
    // One that is quick to read is read whenever it changes.
    if (took > limit / 4) known.restUntil = Date.now() + 2 * took;
  } else {
    known.dirty = true;
    known.goodReadings = 0;
    known.failures += 1;
    const rest = Math.min(pause.longest, pause.first * 2 ** (known.failures - 1));
    known.restUntil = Date.now() + rest;
  }
  return read;
}

async function readNetwork(
  path: string | null,
  limits: Parameters<typeof ipRead>[1],
): Promise<Result<NetworkReading>> {
  const text = await ipRead(path, limits);
  return text.ok ? ok(parseNetwork(text.value)) : text;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
