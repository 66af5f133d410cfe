import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import type { Text } from '#shared/messages/message';
import { carryOut, planFrom } from '../apply/kernel';
import { removeAll } from '../apply/remove-all';
import { forgetStale, staleConnections } from '../apply/stale-connections';
import {
  backendOf,
  resolvePublications,
  type Problem,
} from '../observe/derive/resolve-publications';
import { buildTopology } from '../observe/derive/topology';
import type { BridgeIntent } from '../plan/links';
import { commandsOf } from '../plan/plan';
import type { ResolvedPublication, PublishIntent } from '../plan/resolved-publication';
import type { Intents } from '../state/store';
import type { PortReservations } from '../proxy/port-reservations';
import type { StateCache } from '../state/state-cache';
import { readSysctl } from '../system/sysctl';
import type { Reading, View } from '../observe/records/reading';

/** The result of a reconciliation: the commands that were run, and the machine afterwards. */
export interface Reconciled {
  readonly commands: readonly string[];
  readonly view: View;
}

/** The parts that publications need. */
export interface PublicationReconcilerParts {
  readonly ports: PortReservations;
  readonly state: StateCache;
  /** Sysctl values that features need, by key; the previous values are restored afterwards. */
  readonly heldSysctls: () => Readonly<Record<string, string>>;
  readonly warn: (message: Text) => void;
}

/** Brings host ports, rules and proxies to the intended publications. */
export class PublicationReconciler {
  readonly #parts: PublicationReconcilerParts;
  readonly #problems = new Map<string, Problem>();
  #applied: readonly ResolvedPublication[] = [];

  constructor(parts: PublicationReconcilerParts) {
    this.#parts = parts;
  }

  /** The publications that rules and proxies serve now. */
  get applied(): readonly ResolvedPublication[] {
    return this.#applied;
  }

  /** Why a publication differs from its intent; undefined if no problem is known. */
  problemOf(id: string): Problem | undefined {
    return this.#problems.get(id);
  }

  /**
   * Records on all publications whether the last repair worked. A failed one keeps its own reason.
   */
  record(error: AppError | null): void {
    for (const { id } of this.#parts.state.intents.publications) {
      const problem = this.#problems.get(id);
      if (error === null && problem?.state === 'degraded') this.#problems.delete(id);
      if (error !== null && problem === undefined) {
        this.#problems.set(id, { state: 'degraded', reason: error.message });
      }
    }
  }

  /** Returns the commands that would create the rules of these publications and bridges. */
  async rehearse(
    { reading, topology }: View,
    publications: readonly PublishIntent[],
    bridges: readonly BridgeIntent[],
  ): Promise<readonly string[]> {
    const resolved = resolvePublications(publications, topology);
    const { memory } = this.#parts.state;
    const held = this.#parts.heldSysctls();
    return commandsOf(await planFrom(reading, memory, resolved, bridges, held));
  }

  /** Reserves the host ports, applies the rules, and points the proxies to the endpoints. */
  async apply(
    view: View,
    intents: Intents,
    bridges: readonly BridgeIntent[],
  ): Promise<Result<Reconciled>> {
    const { ports, state } = this.#parts;
    ports.followAddresses();
    for (const intent of intents.publications) await this.#reservePort(intent);
    const resolved = resolvePublications(intents.publications, view.topology).filter(({ intent }) =>
      ports.has(intent.id),
    );
    const held = this.#parts.heldSysctls();
    const steps = await planFrom(view.reading, state.memory, resolved, bridges, held);
    const done = await carryOut(steps, view.reading, state.memory, (memory) =>
      state.save({ ...memory, ...intents }),
    );
    if (!done.ok) return done;
    this.#pointProxies(resolved);
    await this.#forgetStale(resolved);
    const { commands, tables } = done.value;
    if (steps.length === 0) return ok({ commands, view });
    const ipForward = (await readSysctl('net.ipv4.ip_forward')) === '1';
    const sysctls = { ...view.reading.sysctls, ipForward };
    const reading = { ...view.reading, tables, ipForward, sysctls };
    return ok({ commands, view: { reading, topology: buildTopology(reading) } });
  }

  /** Removes all rules, restores sysctls, and releases the host ports. */
  async removeAll(reading: Pick<Reading, 'tables' | 'network'>): Promise<Result<void>> {
    const { ports, state } = this.#parts;
    const [failure] = await removeAll(reading, state.memory, (memory) => state.save(memory));
    await this.#forgetStale([]);
    ports.releaseAll();
    return failure === undefined ? ok(undefined) : err(failure);
  }

  async #reservePort(intent: PublishIntent): Promise<void> {
    const { ports } = this.#parts;
    if (ports.has(intent.id)) return;
    const taken = await ports.take(intent);
    if (taken.ok) this.#problems.delete(intent.id);
    else {
      this.#problems.set(intent.id, { state: 'failed', reason: taken.error.message });
    }
  }

  #pointProxies(resolved: readonly ResolvedPublication[]): void {
    const byId = new Map(resolved.map((publication) => [publication.intent.id, publication]));
    for (const intent of this.#parts.state.intents.publications) {
      const publication = byId.get(intent.id);
      const served = publication !== undefined && intent.proxy;
      this.#parts.ports.leadTo(intent.id, served ? backendOf(publication) : null);
    }
  }

  #forgetStale(resolved: readonly ResolvedPublication[]): Promise<void> {
    const stale = staleConnections(this.#applied, resolved);
    this.#applied = resolved;
    return forgetStale(stale, this.#parts.warn);
  }
}
