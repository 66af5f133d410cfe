import { buildTopology } from '../observe/derive/topology';
import { coursesOf, backendOf, type Trouble } from '../observe/derive/publications';
import { carryOut, planFrom, readKernel } from '../apply/kernel';
import { forgetStale, staleConnections } from '../apply/stale-connections';
import { readSysctl } from '../system/sysctl';
import { changedLinks, HeldLinks, linkCommands, planOf } from './link-reconciler';
import { proxyCommands } from '../plan/commands';
import { commandsOf, planCourses, untouched } from '../plan/plan';
import type { Course, PublishIntent, Backend } from '../plan/resolved-publication';
import type { ConnectionBudget } from '../proxy/connection-budget';
import { findEngineHold } from '../observe/derive/ports';
import { Observer, outdated, type View } from '../observe/observer';
import { HeldPorts } from '../proxy/port-reservations';
import { Serial } from '../util/serial-queue';
import { KeptState } from '../state/state-cache';
import { ShownSnapshot } from './snapshot-feed';
import { snapshotContent } from './snapshot-content';
import type { Intents, State, StateStore } from '../state/store';
import type { HelperEvent } from '#shared/contract/helper';
import type { Table } from '#shared/model/rules';
import type { Snapshot, Topology } from '#shared/model/snapshot';
import { err, ok, type Result } from '#shared/result/result';
import { toEnglish, type Text } from '#shared/messages/message';

/** What bringing the kernel to the intents came to. */
export interface Reconciled {
  readonly commands: readonly string[];
  readonly view: View;
}

/**
 * Holds the intents against the kernel: reads it, computes what the intents need, takes the host ports, brings
 * rules and proxies to that, and tells what changed. Everything that changes something runs one after another.
 */
export class Engine {
  readonly observer: Observer;
  readonly ports: HeldPorts;
  readonly #links = new HeldLinks();
  readonly #serial = new Serial();
  readonly #state: KeptState;
  readonly #tell: (event: HelperEvent) => void;
  readonly #shown: ShownSnapshot;
  readonly #troubles = new Map<string, Trouble>();
  readonly #warnings: Text[] = [];
  /** What the kernel was brought to last. */
  #courses: readonly Course[] = [];
  /** Values of sysctls that were asked for by themselves. They end with the helper. */
  #heldSysctls: Readonly<Record<string, string>> = {};

  constructor(
    store: StateStore,
    state: State,
    budget: ConnectionBudget,
    tell: (event: HelperEvent) => void,
    engineSockets: readonly string[] = [],
  ) {
    this.observer = new Observer(engineSockets);
    this.#shown = new ShownSnapshot(tell);
    this.ports = new HeldPorts(budget, (wanted) =>
      findEngineHold(wanted, this.observer.foreign, this.observer.last?.listeners ?? []),
    );
    this.#state = new KeptState(store, state, (message) => {
      this.warn(message);
    });
    this.#tell = tell;
  }

  get intents(): Intents {
    return this.#state.intents;
  }

  /** The commands that make a publication where nothing of Portolan is yet; null when it is not one of ours. */
  async commands(id: string): Promise<readonly string[] | null> {
    const intent = this.intents.publications.find((candidate) => candidate.id === id);
    if (intent === undefined) return null;
    const course = this.#courses.find((candidate) => candidate.intent.id === id);
    const reading = this.observer.last;
    if (course === undefined || reading === null) return [];
    const steps = planCourses(untouched(await readKernel(reading, this.#state.memory)), [course]);
    return [...commandsOf(steps), ...proxyCommands(course)];
  }

  /** Where the proxies of publications lead, by publication id. */
  backends(topology: Topology): ReadonlyMap<string, Backend> {
    const { publications } = this.intents;
    return new Map(
      coursesOf(publications, topology).map((course) => [course.intent.id, backendOf(course)]),
    );
  }

  /** What the doctor has mended. */
  get fixes(): State['fixes'] {
    return this.#state.fixes;
  }

  /** Remembers durably what the doctor has mended. */
  keepFixes(fixes: State['fixes']): Promise<Result<void>> {
    return this.exclusively(() => this.#state.save({ fixes }));
  }

  /** The rules as they were read last. */
  get tables(): readonly Table[] {
    return this.observer.last?.tables ?? [];
  }

  get warnings(): readonly Text[] {
    return [...this.#warnings, ...(this.observer.last?.warnings ?? [])];
  }

  warn(text: Text): void {
    const english = toEnglish(text);
    if (this.#warnings.some((known) => toEnglish(known) === english)) return;
    this.#warnings.push(text);
    this.#tell({ type: 'warning', text });
  }

  /** The newest snapshot. Must not be asked before the first {@link refresh}. */
  get snapshot(): Snapshot {
    return this.#shown.newest;
  }

  /** Runs a task when no other that changes something is under way. */
  exclusively<T>(task: () => Promise<T>): Promise<T> {
    return this.#serial.run(task);
  }

  /** Reads the kernel anew, repairs what no longer agrees with the intents, and tells what changed. */
  refresh(): Promise<Result<void>> {
    return this.exclusively(async () => {
      const view = await this.observer.observe();
      if (!view.ok) return view;
      // What was read earlier must not be mended.
      if (outdated(view.value) === undefined) return this.settle(view.value);
      this.show(view.value);
      return ok(undefined);
    });
  }

  /** The commands that would bring the kernel to intents, given a view of it; nothing is changed. */
  async rehearse(view: View, wanted: Partial<Intents>): Promise<readonly string[]> {
    const { reading, topology } = view;
    const intents = { ...this.intents, ...wanted };
    const links = planOf(reading, topology.endpoints, intents);
    const courses = coursesOf(intents.publications, topology);
    const bridges = intents.bridges.filter(({ name }) => !links.obstacles.has(name));
    const steps = await planFrom(reading, this.#state.memory, courses, bridges, this.#heldSysctls);
    return [...linkCommands(links), ...commandsOf(steps)];
  }

  /**
   * Brings the kernel to what intents need, given a view of it. The intents are saved before anything is
   * applied; when it fails, the ones before are held again. Only inside {@link exclusively}.
   *
   * @param wanted those that change; the others stay
   * @returns the commands that were carried out, and the view as it is afterwards
   */
  async reconcile(view: View, wanted: Partial<Intents>): Promise<Result<Reconciled>> {
    const before = this.intents;
    const intents = { ...before, ...wanted };
    const linked = await this.#bringLinks(view, before, intents);
    const done = linked.ok ? await this.#bringRules(linked.value, intents) : linked;
    if (done.ok) return done;
    await this.#state.save(before);
    if (wanted.bridges !== undefined || wanted.attachments !== undefined) {
      const back = await this.observer.look();
      if (back.ok) await this.#bringLinks(back.value, before, before);
    }
    return done;
  }

  /**
   * Gives sysctls values that stay until they are asked for no more or the helper ends; what they were before is
   * remembered as for a publication.
   *
   * @returns the commands that were carried out
   */
  holdSysctls(held: Readonly<Record<string, string>>): Promise<Result<readonly string[]>> {
    return this.exclusively(async () => {
      const before = this.#heldSysctls;
      this.#heldSysctls = held;
      const view = await this.observer.look();
      const done = view.ok ? await this.reconcile(view.value, {}) : view;
      if (!done.ok) this.#heldSysctls = before;
      return done.ok ? ok(done.value.commands) : done;
    });
  }

  /** Makes, mends and removes bridges and wires. Only what a request is about makes it fail. */
  async #bringLinks(view: View, before: Intents, after: Intents): Promise<Result<Reconciled>> {
    const plan = planOf(view.reading, view.topology.endpoints, after);
    const asked = changedLinks(before, after);
    if (!this.#links.isDue(plan, asked)) {
      this.#links.note(plan);
      return ok({ commands: [], view });
    }
    const saved = await this.#state.save(after);
    if (!saved.ok) return saved;
    const { commands, failures } = await this.#links.bring(plan, asked);
    this.observer.collector.networkChanged();
    for (const [id, error] of failures) if (asked.has(id)) return err(error);
    const looked = await this.observer.look();
    return looked.ok ? ok({ commands, view: looked.value }) : looked;
  }

  async #bringRules(
    { view, commands: before }: Reconciled,
    intents: Intents,
  ): Promise<Result<Reconciled>> {
    this.ports.followAddresses();
    for (const intent of intents.publications) await this.#holdPort(intent);
    const courses = coursesOf(intents.publications, view.topology).filter(({ intent }) =>
      this.ports.has(intent.id),
    );
    const bridges = intents.bridges.filter(({ name }) => this.#links.troubleOf(name) === undefined);
    const { memory } = this.#state;
    const steps = await planFrom(view.reading, memory, courses, bridges, this.#heldSysctls);
    const done = await carryOut(steps, view.reading, memory, (next) =>
      this.#state.save({ ...next, ...intents }),
    );
    if (!done.ok) return done;
    this.#leadProxies(courses);
    await this.#forgetStale(courses);
    const { tables } = done.value;
    const commands = [...before, ...done.value.commands];
    if (steps.length === 0) return ok({ commands, view });
    const ipForward = (await readSysctl('net.ipv4.ip_forward')) === '1';
    const sysctls = { ...view.reading.sysctls, ipForward };
    const reading = { ...view.reading, tables, ipForward, sysctls };
    return ok({ commands, view: { reading, topology: buildTopology(reading) } });
  }

  /** Reconciles, and makes a failure visible on the publications instead of stopping. */
  async settle(view: View): Promise<Result<void>> {
    const done = await this.reconcile(view, {});
    for (const { id } of this.intents.publications) {
      const trouble = this.#troubles.get(id);
      if (done.ok && trouble?.state === 'degraded') this.#troubles.delete(id);
      if (!done.ok && trouble === undefined) {
        this.#troubles.set(id, { state: 'degraded', reason: done.error.message });
      }
    }
    this.show(done.ok ? done.value.view : view);
    return ok(undefined);
  }

  /** Tells what changed, given a view of the kernel. Only inside {@link exclusively}. */
  show(view: View): Snapshot {
    this.#shown.show(
      snapshotContent(view.topology, this.intents, this.observer.foreign, {
        publication: (id) => this.#troubles.get(id),
        link: (id) => this.#links.troubleOf(id),
      }),
    );
    return this.#shown.newest;
  }

  /** Takes every link, rule, sysctl and port back; the intents stay for the next start. */
  close(): Promise<Result<void>> {
    return this.exclusively(async () => {
      const view = await this.observer.observe();
      if (!view.ok) return view;
      const { reading: before, topology } = view.value;
      const links = planOf(before, topology.endpoints, { bridges: [], attachments: [] });
      const { failures } = await this.#links.bring(links, new Set(links.steps.map(({ id }) => id)));
      this.observer.collector.networkChanged();
      const after = await this.observer.observe();
      if (!after.ok) return after;
      const { reading } = after.value;
      const { memory } = this.#state;
      const steps = await planFrom(reading, memory, [], []);
      const done = await carryOut(steps, reading, memory, (next) => this.#state.save(next));
      if (done.ok) await this.#forgetStale([]);
      this.ports.releaseAll();
      for (const error of failures.values()) return err(error);
      return done.ok ? ok(undefined) : done;
    });
  }

  async #holdPort(intent: PublishIntent): Promise<void> {
    if (this.ports.has(intent.id)) return;
    const taken = await this.ports.take(intent);
    if (taken.ok) this.#troubles.delete(intent.id);
    else this.#troubles.set(intent.id, { state: 'failed', reason: taken.error.message });
  }

  #forgetStale(courses: readonly Course[]): Promise<void> {
    const stale = staleConnections(this.#courses, courses);
    this.#courses = courses;
    return forgetStale(stale, (message) => {
      this.warn(message);
    });
  }

  #leadProxies(courses: readonly Course[]): void {
    const byId = new Map(courses.map((course) => [course.intent.id, course]));
    for (const intent of this.intents.publications) {
      const course = byId.get(intent.id);
      this.ports.leadTo(intent.id, course !== undefined && intent.proxy ? backendOf(course) : null);
    }
  }
}
