import type { Snapshot } from '#shared/model/snapshot';
import type { Table } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { findEndpointByName } from '../observe/derive/resolve';
import { outdated, type Observer } from '../observe/observer';
import type { ResolvedPublication } from '../plan/resolved-publication';
import type { Intents } from '../state/store';
import { SerialQueue } from '../util/serial-queue';
import { changedLinks, LinkReconciler, linkCommands, linkPlanOf } from './link-reconciler';
import {
  PublicationReconciler,
  type PublicationReconcilerParts,
  type Reconciled,
} from './publication-reconciler';
import { snapshotContent } from './snapshot-content';
import type { SnapshotFeed } from './snapshot-feed';
import type { View } from '../observe/records/reading';

/** What may have changed just now without an event yet, so that a look must read it again. */
export interface ChangeHint {
  /** Links, addresses and routes of every namespace. */
  readonly network?: boolean;
  /** The list of containers, and the network of the endpoint with this id or name. */
  readonly endpoint?: string;
}

/** The result of a commit, or of its rehearsal. */
export interface Committed {
  /** The commands that were run or, in a dry run, that would be. */
  readonly commands: readonly string[];
  /** The newest snapshot; in a dry run, the publications in it are as they would be. */
  readonly snapshot: Omit<Snapshot, 'revision'>;
}

/** The only way to look at the kernel and to change it. Valid until its task returns. */
export interface Transaction {
  readonly intents: Intents;
  /** The snapshot that clients have. */
  readonly snapshot: Snapshot;
  /** Reads the kernel. Fails when the rules or the host's network cannot be read. */
  look(hint?: ChangeHint): Promise<Result<View>>;
  /**
   * Saves the intents and brings the kernel to them; if that fails, the previous intents are
   * restored. The new snapshot is published automatically. In a dry run nothing changes.
   *
   * @param changes the intents to replace; the others stay
   */
  commit(view: View, changes: Partial<Intents>): Promise<Result<Committed>>;
}

/** Runs the transactions of a request. */
export interface Transactions {
  /**
   * Runs a task while no other task looks at the kernel or changes it.
   *
   * @param options dryRun: commits only compute what they would do
   */
  transact<T>(
    task: (tx: Transaction) => Promise<T>,
    options?: { readonly dryRun?: boolean },
  ): Promise<T>;
}

/** The parts that a reconciler uses. */
export interface ReconcilerParts extends PublicationReconcilerParts {
  readonly observer: Observer;
  readonly feed: SnapshotFeed;
}

/**
 * Compares the intents with the kernel and brings it to them: links first, then rules and proxies.
 * Transactions and refreshes run one after another.
 */
export class Reconciler implements Transactions {
  readonly #parts: ReconcilerParts;
  readonly #queue = new SerialQueue();
  readonly #links = new LinkReconciler();
  readonly #publications: PublicationReconciler;
  /** The refresh that waits for its turn. */
  #waiting: Promise<Result<void>> | null = null;
  #isClosing = false;

  constructor(parts: ReconcilerParts) {
    this.#parts = parts;
    this.#publications = new PublicationReconciler(parts);
  }

  get intents(): Intents {
    return this.#parts.state.intents;
  }

  /** The snapshot that clients have. There is none before the first {@link refresh}. */
  get snapshot(): Snapshot {
    return this.#parts.feed.newest;
  }

  /** The rules as they were last read, which may be newer than the snapshot. */
  get tables(): readonly Table[] {
    return this.#parts.observer.last?.tables ?? [];
  }

  /** The publications that rules and proxies serve now. */
  get applied(): readonly ResolvedPublication[] {
    return this.#publications.applied;
  }

  transact<T>(
    task: (tx: Transaction) => Promise<T>,
    { dryRun = false }: { readonly dryRun?: boolean } = {},
  ): Promise<T> {
    return this.#transact(task, dryRun, () => false);
  }

  /**
   * The same for a caller that may go: what still waits then is dropped, and nothing that it asked
   * for begins to change anything.
   */
  forCaller(isGone: () => boolean): Transactions {
    return {
      transact: (task, { dryRun = false } = {}) => this.#transact(task, dryRun, isGone),
    };
  }

  #transact<T>(
    task: (tx: Transaction) => Promise<T>,
    dryRun: boolean,
    isGone: () => boolean,
  ): Promise<T> {
    const dropped = () => err(appError('HELPER_UNAVAILABLE', msg('error.dropped')));
    const isDropped = () => this.#isClosing || isGone();
    return this.#queue.run(() =>
      task({
        intents: this.intents,
        snapshot: this.snapshot,
        look: async (hint) => (isDropped() ? dropped() : this.#look(hint)),
        commit: async (view, changes) => {
          if (isDropped()) return dropped();
          return dryRun ? this.#rehearse(view, changes) : this.#commit(view, changes);
        },
      }),
    );
  }

  /**
   * Reads the kernel, repairs what no longer matches the intents, and publishes what changed. All
   * who ask while one waits for its turn share it.
   */
  refresh(): Promise<Result<void>> {
    this.#waiting ??= this.#queue.run(async () => {
      this.#waiting = null;
      if (this.#isClosing) return ok(undefined);
      const view = await this.#parts.observer.observe();
      if (!view.ok) return view;
      // Repair only from a complete reading. Stale parts are shown, but not acted on.
      if (outdated(view.value) === undefined) await this.#repair(view.value);
      else this.#show(view.value);
      return ok(undefined);
    });
    return this.#waiting;
  }

  /**
   * Removes every link, rule and port of ours and restores sysctls; the intents stay. Drops what
   * waits. What cannot be read does not keep the rules: they are removed by themselves.
   */
  close(): Promise<Result<void>> {
    this.#isClosing = true;
    return this.#queue.run(async () => {
      const { observer } = this.#parts;
      const unlinked = await this.#removeLinks();
      const view = await observer.observe();
      const reading = view.ok ? view.value.reading : await observer.readRules();
      const removed = await this.#publications.removeAll(reading);
      return removed.ok ? unlinked : removed;
    });
  }

  async #removeLinks(): Promise<Result<void>> {
    const { observer } = this.#parts;
    const view = await observer.observe();
    if (!view.ok) return view;
    const { reading, topology } = view.value;
    const plan = linkPlanOf(reading, topology.endpoints, { bridges: [], attachments: [] });
    const all = new Set(plan.steps.map(({ id }) => id));
    const { failures } = await this.#links.apply(plan, all);
    observer.networkChanged();
    for (const error of failures.values()) return err(error);
    return ok(undefined);
  }

  #look({ network = false, endpoint }: ChangeHint = {}): Promise<Result<View>> {
    const { observer } = this.#parts;
    if (network) observer.networkChanged();
    if (endpoint !== undefined) {
      observer.expectChangeOf(findEndpointByName(endpoint, this.snapshot.endpoints)?.id);
    }
    return observer.look();
  }

  async #rehearse(view: View, changes: Partial<Intents>): Promise<Result<Committed>> {
    const { reading, topology } = view;
    const intents = { ...this.intents, ...changes };
    const links = linkPlanOf(reading, topology.endpoints, intents);
    const bridges = intents.bridges.filter(({ name }) => !links.obstacles.has(name));
    const commands = await this.#publications.rehearse(view, intents.publications, bridges);
    const { foreign } = this.#parts.observer;
    const wouldBe = { ...this.intents, publications: intents.publications };
    return ok({
      commands: [...linkCommands(links), ...commands],
      snapshot: snapshotContent(topology, wouldBe, foreign, {
        publication: () => undefined,
        link: (id) => this.#links.problemOf(id),
      }),
    });
  }

  async #commit(view: View, changes: Partial<Intents>): Promise<Result<Committed>> {
    const done = await this.#reconcile(view, changes);
    if (!done.ok) return done;
    this.#show(done.value.view);
    return ok({ commands: done.value.commands, snapshot: this.snapshot });
  }

  /** Applies the unchanged intents. A failure is shown on the publications; the refresh goes on. */
  async #repair(view: View): Promise<void> {
    const done = await this.#reconcile(view, {});
    this.#publications.record(done.ok ? null : done.error);
    this.#show(done.ok ? done.value.view : view);
  }

  async #reconcile(view: View, changes: Partial<Intents>): Promise<Result<Reconciled>> {
    const { state, observer } = this.#parts;
    const before = this.intents;
    const intents = { ...before, ...changes };
    const linked = await this.#applyLinks(view, before, intents);
    const done = linked.ok ? await this.#applyRules(linked.value, intents) : linked;
    if (done.ok) return done;
    await state.save(before);
    if (changes.bridges !== undefined || changes.attachments !== undefined) {
      const current = await observer.look();
      if (current.ok) await this.#applyLinks(current.value, before, before);
    }
    return done;
  }

  /** Creates, repairs and removes bridges and wires. Fails only if a link of the request fails. */
  async #applyLinks(view: View, before: Intents, after: Intents): Promise<Result<Reconciled>> {
    const { state, observer } = this.#parts;
    const plan = linkPlanOf(view.reading, view.topology.endpoints, after);
    const requested = changedLinks(before, after);
    if (!this.#links.isDue(plan, requested)) {
      this.#links.record(plan);
      return ok({ commands: [], view });
    }
    const saved = await state.save(after);
    if (!saved.ok) return saved;
    const { commands, failures } = await this.#links.apply(plan, requested);
    observer.networkChanged();
    for (const [id, error] of failures) if (requested.has(id)) return err(error);
    const looked = await observer.look();
    return looked.ok ? ok({ commands, view: looked.value }) : looked;
  }

  async #applyRules(linked: Reconciled, intents: Intents): Promise<Result<Reconciled>> {
    const bridges = intents.bridges.filter(({ name }) => this.#links.problemOf(name) === undefined);
    const done = await this.#publications.apply(linked.view, intents, bridges);
    if (!done.ok) return done;
    return ok({ ...done.value, commands: [...linked.commands, ...done.value.commands] });
  }

  #show({ topology }: View): void {
    const { feed, observer } = this.#parts;
    feed.show(
      snapshotContent(topology, this.intents, observer.foreign, {
        publication: (id) => this.#publications.problemOf(id),
        link: (id) => this.#links.problemOf(id),
      }),
    );
  }
}
