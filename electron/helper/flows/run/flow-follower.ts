import { setTimeout as delay } from 'node:timers/promises';
import type { FlowChange, FlowStatus } from '#shared/model/flow';
import { assertNever } from '#shared/result/result';
import type { Message } from '#shared/messages/message';
import { readSysctl } from '../../system/sysctl';
import { FlowJoiner } from '../join/flow-joiner';
import { parseInterfaceCounters } from '../../system/proc/parse-interface-counters';
import { FlowTable } from '../track/flow-table';
import { PendingChanges } from '../track/pending-changes';
import { accountingKey } from '../../system/conntrack/accounting-key';
import { EventStreams, type LostEvents } from './event-streams';
import type { FollowerSettings, FromFollower, ToFollower } from './messages';
import { FlowRates } from './flow-rates';
import { conntrackProblem, readTable } from './read-table';
import { StringPool } from '../../util/string-pool';
import { readProc } from '../../system/proc/read-proc';

/** How often changes are reported, in milliseconds. */
const reportInterval = 100;
/** How often counters and losses are read, in milliseconds. */
const checkInterval = 1_000;
/** Number of checks after which the table drops entries that only serve late events. */
const checksUntilOld = 3;
/** Pause between readings, in durations of the last one. Shorter when flows may be missing. */
const pauseFactor = { counting: 4, searching: 1 } as const;
/** Delay before conntrack is started again when it ended, in milliseconds. */
const restartDelay = 5_000;
/** Maximum changes in one report, so that it does not delay the reading of events. */
const maxChanges = 2_000;
/** Maximum flows in one list. */
const maxListed = 20_000;
/** When more changes than this are pending, the oldest are left out. */
const maxPending = 100_000;

/** Follows the connections of one namespace until it is stopped. */
export class FlowFollower {
  readonly #settings: FollowerSettings;
  readonly #post: (message: FromFollower) => void;
  readonly #pending = new PendingChanges();
  readonly #joiner: FlowJoiner;
  readonly #table: FlowTable;
  readonly #streams: EventStreams;
  readonly #pool = new StringPool();
  readonly #rates = new FlowRates();
  readonly #timers: NodeJS.Timeout[] = [];
  #lost: LostEvents = { NEW: 0, UPDATES: 0, DESTROY: 0 };
  #accounting = false;
  #problem: Message | undefined;
  #stopped = false;
  /** Resolves when the table is complete for the first time, or cannot be read. */
  readonly #ready: Promise<void>;
  #isReady = false;
  #checks = 0;
  #reading = false;
  #gap = false;
  /** Whether to report the status even if no flow has changed. */
  #isStatusDue = false;
  #lastReading = { end: 0, duration: 0 };

  constructor(settings: FollowerSettings, post: (message: FromFollower) => void) {
    this.#settings = settings;
    this.#post = post;
    this.#joiner = new FlowJoiner(settings.namespace);
    this.#table = new FlowTable({
      began: (flow) => {
        // Older flows are in the list that a client gets first.
        if (flow.discovery !== 'present') this.#pending.began(flow);
        const other = this.#joiner.add(flow);
        if (other !== undefined) this.#pending.changed(other);
      },
      changed: (flow) => {
        this.#pending.changed(flow);
      },
      ended: (flow) => {
        this.#pending.ended(flow);
      },
      counted: (flow, bytes) => {
        const publication = this.#joiner.publicationOf(flow);
        if (publication !== undefined) this.#rates.count(publication, bytes);
      },
    });
    this.#streams = new EventStreams(
      settings.namespacePath,
      this.#pool,
      (entry) => {
        this.#table.take(entry, Date.now());
      },
      ({ complaint }) => {
        this.#problem = conntrackProblem(complaint);
        setTimeout(() => void this.#start(), restartDelay).unref();
      },
    );
    this.#ready = this.#start().then(() => {
      this.#isReady = true;
    });
    this.#timers.push(
      setInterval(() => {
        this.#report();
      }, reportInterval),
      setInterval(() => void this.#check(), checkInterval),
    );
  }

  take(message: ToFollower): void {
    switch (message.type) {
      case 'facts':
        for (const flow of this.#joiner.setFacts(message.facts, this.#table))
          this.#pending.changed(flow);
        break;
      case 'links':
        for (const link of message.links) {
          for (const flow of this.#joiner.addLink(link)) this.#pending.changed(flow);
        }
        break;
      case 'list':
        void this.#list(message.request);
        break;
      case 'stop':
        void this.#stop();
        break;
      default:
        assertNever(message);
    }
  }

  async #start(): Promise<void> {
    if (this.#stopped) return;
    if (!(await this.#streams.start())) return;
    this.#problem = undefined;
    this.#accounting = await this.#readAccounting();
    await this.#read();
  }

  /** Reads the whole table, to find flows that no event reported and to count bytes. */
  async #read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    const begun = Date.now();
    this.#gap = false;
    this.#table.beginReading();
    const failure = await readTable(this.#settings.namespacePath, this.#pool, (entry) => {
      this.#table.take(entry, Date.now());
    });
    const now = Date.now();
    if (failure === null) this.#table.endReading();
    else this.#problem = failure;
    this.#lastReading = { end: now, duration: now - begun };
    if (this.#accounting) this.#rates.measurePublications(now);
    this.#reading = false;
  }

  async #check(): Promise<void> {
    if (this.#stopped) return;
    this.#checks += 1;
    if (this.#checks % checksUntilOld === 0 && !this.#reading) this.#table.forgetOld();
    await this.#readLosses();
    this.#accounting = await this.#readAccounting();
    if (this.#settings.namespacePath === null) {
      const text = await readProc('/proc/net/dev').catch(() => '');
      this.#rates.measureWires(parseInterfaceCounters(text), Date.now());
    }
    this.#isStatusDue = true;
    if (this.#isReadingDue()) await this.#read();
  }

  #isReadingDue(): boolean {
    const searching = this.#gap || this.#table.isDoubtful;
    if (this.#problem !== undefined || (!searching && !this.#accounting)) return false;
    const { end, duration } = this.#lastReading;
    return (
      Date.now() - end >= duration * (searching ? pauseFactor.searching : pauseFactor.counting)
    );
  }

  async #readLosses(): Promise<void> {
    const before = this.#lost;
    this.#lost = await this.#streams.lost();
    if (sum(this.#lost) > sum(before)) this.#gap = true;
  }

  /** An endpoint has a setting of its own, which shows in the entries listed there. */
  async #readAccounting(): Promise<boolean> {
    if (this.#settings.namespacePath === null) return (await readSysctl(accountingKey)) === '1';
    for (const { original } of this.#table) return original.bytes !== undefined;
    return false;
  }

  #report(): void {
    // Before the table is complete, it is not known which flows are new.
    if (this.#stopped || !this.#isReady) return;
    if (this.#pending.size === 0 && !this.#isStatusDue) return;
    const omitted = this.#pending.take(Math.max(0, this.#pending.size - maxPending));
    const taken = this.#pending.take(maxChanges);
    const changes = taken.flatMap(({ flow, began, ended }): readonly FlowChange[] => {
      const record = this.#joiner.record(flow);
      if (!began && !ended) return [{ type: 'update', flow: record }];
      return [
        ...(began ? [{ type: 'new', flow: record } as const] : []),
        ...(ended ? [{ type: 'destroy', flow: record } as const] : []),
      ];
    });
    for (const { flow, ended } of [...omitted, ...taken]) if (ended) this.#joiner.forget(flow);
    this.#post({
      type: 'changes',
      changes,
      omitted: omitted.length,
      status: this.#status(),
      ...this.#rates.take(),
    });
    this.#isStatusDue = false;
  }

  async #list(request: number): Promise<void> {
    await this.#ready;
    await this.#readLosses();
    const omitted = Math.max(0, this.#table.size - maxListed);
    let skip = omitted;
    const flows = [];
    for (const flow of this.#table) {
      if (skip > 0) skip -= 1;
      else flows.push(this.#joiner.record(flow));
    }
    this.#post({ type: 'list', request, flows, omitted, status: this.#status() });
  }

  #status(): FlowStatus {
    const { size: total, events, created, ended, found } = this.#table;
    const { NEW, UPDATES, DESTROY } = this.#lost;
    // Flows found beyond the lost events are older than the table; the first listing left them out.
    const earlier = Math.max(0, found - NEW);
    return {
      total,
      events,
      created: created - earlier,
      ended: Math.max(0, ended - earlier),
      lost: NEW + UPDATES + DESTROY,
      lostBy: { new: NEW, update: UPDATES, destroy: DESTROY },
      unseen: Math.max(0, NEW - found),
      accounting: this.#accounting,
      trouble: this.#problem,
    };
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.race([this.#streams.stop(), delay(checkInterval)]);
    this.#post({ type: 'stopped' });
  }
}

function sum({ NEW, UPDATES, DESTROY }: LostEvents): number {
  return NEW + UPDATES + DESTROY;
}
