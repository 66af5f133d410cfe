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
import { RateMeter } from './rate-meter';
import { readTable } from './table-reader';
import { troubleOf } from './trouble';
import { StringPool } from '../../util/string-pool';
import { readProc } from '../../system/proc/read-proc';

/** How often changes are told, in milliseconds. */
const tellInterval = 100;
/** How often counters and losses are looked at, in milliseconds. */
const lookInterval = 1_000;
/** Looks after which what only served late events is forgotten. */
const looksUntilOld = 3;
/** So many times as long as listing the whole table took, it rests: shorter when something is to be found. */
const rest = { counting: 4, searching: 1 } as const;
/** After how long conntrack is started again when it ended, in milliseconds. */
const restartDelay = 5_000;
/** As many flows as one telling, and one list, may carry. A telling must not keep events waiting for long. */
const mostChanges = 2_000;
const mostListed = 20_000;
/** When more changes than this wait to be told, the oldest are left out. */
const mostPending = 100_000;

/** Follows the connections of one namespace until it is stopped. */
export class FlowFollower {
  readonly #settings: FollowerSettings;
  readonly #post: (message: FromFollower) => void;
  readonly #pending = new PendingChanges();
  readonly #joiner: FlowJoiner;
  readonly #table: FlowTable;
  readonly #streams: EventStreams;
  readonly #pool = new StringPool();
  readonly #wires = new RateMeter();
  readonly #publications = new RateMeter();
  readonly #bytes = new Map<string, number>();
  readonly #timers: NodeJS.Timeout[] = [];
  #lost: LostEvents = { NEW: 0, UPDATES: 0, DESTROY: 0 };
  #accounting = false;
  #trouble: Message | undefined;
  #stopped = false;
  /** Settles when the table is complete for the first time, or it is known that it cannot be. */
  readonly #ready: Promise<void>;
  #isReady = false;
  #looks = 0;
  #reading = false;
  #gap = false;
  /** Whether the status is told even when no flow has changed. */
  #isStatusDue = false;
  #lastReading = { end: 0, duration: 0 };
  #rates: { wires?: Record<string, number>; publications?: Record<string, number> } = {};

  constructor(settings: FollowerSettings, post: (message: FromFollower) => void) {
    this.#settings = settings;
    this.#post = post;
    this.#joiner = new FlowJoiner(settings.namespace);
    this.#table = new FlowTable({
      began: (flow) => {
        // What was there before is in the list that a client gets first.
        if (flow.discovery !== 'present') this.#pending.began(flow);
        const other = this.#joiner.began(flow);
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
        if (publication === undefined) return;
        this.#bytes.set(publication, (this.#bytes.get(publication) ?? 0) + bytes);
      },
    });
    this.#streams = new EventStreams(
      settings.namespacePath,
      this.#pool,
      (entry) => {
        this.#table.take(entry, Date.now());
      },
      ({ complaint }) => {
        this.#trouble = troubleOf(complaint);
        setTimeout(() => void this.#start(), restartDelay).unref();
      },
    );
    this.#ready = this.#start().then(() => {
      this.#isReady = true;
    });
    this.#timers.push(
      setInterval(() => {
        this.#tell();
      }, tellInterval),
      setInterval(() => void this.#look(), lookInterval),
    );
  }

  take(message: ToFollower): void {
    switch (message.type) {
      case 'facts':
        for (const flow of this.#joiner.use(message.facts, this.#table))
          this.#pending.changed(flow);
        break;
      case 'links':
        for (const link of message.links) {
          for (const flow of this.#joiner.link(link)) this.#pending.changed(flow);
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
    this.#trouble = undefined;
    this.#accounting = await this.#readAccounting();
    await this.#read();
  }

  /** Reads the whole table, to find what no event told and to count bytes. */
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
    else this.#trouble = troubleOf(failure);
    this.#lastReading = { end: now, duration: now - begun };
    if (this.#accounting) {
      const rates = this.#publications.measure(this.#bytes, now);
      if (rates !== undefined) this.#rates.publications = rates;
    }
    this.#reading = false;
  }

  async #look(): Promise<void> {
    if (this.#stopped) return;
    this.#looks += 1;
    if (this.#looks % looksUntilOld === 0 && !this.#reading) this.#table.forgetOld();
    await this.#lookForLosses();
    this.#accounting = await this.#readAccounting();
    if (this.#settings.namespacePath === null) {
      const text = await readProc('/proc/net/dev').catch(() => '');
      const rates = this.#wires.measure(parseInterfaceCounters(text), Date.now());
      if (rates !== undefined) this.#rates.wires = rates;
    }
    this.#isStatusDue = true;
    if (this.#isReadingDue()) await this.#read();
  }

  #isReadingDue(): boolean {
    const searching = this.#gap || this.#table.isDoubtful;
    if (this.#trouble !== undefined || (!searching && !this.#accounting)) return false;
    const { end, duration } = this.#lastReading;
    return Date.now() - end >= duration * (searching ? rest.searching : rest.counting);
  }

  async #lookForLosses(): Promise<void> {
    const before = this.#lost;
    this.#lost = await this.#streams.lost();
    if (sum(this.#lost) > sum(before)) this.#gap = true;
  }

  /** In an endpoint the setting is its own, and shows by what is listed there. */
  async #readAccounting(): Promise<boolean> {
    if (this.#settings.namespacePath === null) return (await readSysctl(accountingKey)) === '1';
    for (const { original } of this.#table) return original.bytes !== undefined;
    return false;
  }

  #tell(): void {
    // Before the table is complete it is uncertain of some flows whether they are new.
    if (this.#stopped || !this.#isReady) return;
    if (this.#pending.size === 0 && !this.#isStatusDue) return;
    const omitted = this.#pending.take(Math.max(0, this.#pending.size - mostPending));
    const told = this.#pending.take(mostChanges);
    const changes = told.flatMap(({ flow, began, ended }): readonly FlowChange[] => {
      const record = this.#joiner.tell(flow);
      if (!began && !ended) return [{ type: 'update', flow: record }];
      return [
        ...(began ? [{ type: 'new', flow: record } as const] : []),
        ...(ended ? [{ type: 'destroy', flow: record } as const] : []),
      ];
    });
    for (const { flow, ended } of [...omitted, ...told]) if (ended) this.#joiner.forget(flow);
    this.#post({
      ...{ type: 'changes', changes, omitted: omitted.length, status: this.#status() },
      ...this.#rates,
    });
    this.#isStatusDue = false;
    this.#rates = {};
  }

  async #list(request: number): Promise<void> {
    await this.#ready;
    await this.#lookForLosses();
    const omitted = Math.max(0, this.#table.size - mostListed);
    let skip = omitted;
    const flows = [];
    for (const flow of this.#table) {
      if (skip > 0) skip -= 1;
      else flows.push(this.#joiner.tell(flow));
    }
    this.#post({ type: 'list', request, flows, omitted, status: this.#status() });
  }

  #status(): FlowStatus {
    const { size: total, events, created, ended, found } = this.#table;
    const { NEW, UPDATES, DESTROY } = this.#lost;
    // More found than the kernel failed to tell: those had begun before, and the first listing left them out.
    const earlier = Math.max(0, found - NEW);
    return {
      ...{ total, events, created: created - earlier, ended: Math.max(0, ended - earlier) },
      lost: NEW + UPDATES + DESTROY,
      lostBy: { new: NEW, update: UPDATES, destroy: DESTROY },
      unseen: Math.max(0, NEW - found),
      accounting: this.#accounting,
      ...(this.#trouble === undefined ? {} : { trouble: this.#trouble }),
    };
  }

  async #stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearInterval(timer);
    await Promise.race([this.#streams.stop(), delay(lookInterval)]);
    this.#post({ type: 'stopped' });
  }
}

function sum({ NEW, UPDATES, DESTROY }: LostEvents): number {
  return NEW + UPDATES + DESTROY;
}
