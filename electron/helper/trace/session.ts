import { setTimeout as delay } from 'node:timers/promises';
import { isTraceTable, type TraceLine } from '#shared/model/trace';
import { ok, type Result } from '#shared/result/result';
import { joinSentences, msg, type Text } from '#shared/messages/message';
import { describePath, type TracedPath } from './hops';
import { isInTransit, PacketPaths, pathRole, type PacketPath } from './packet-paths';
import { hostNamespace, Passes, settleTime, type Pass } from './passes';
import { openPlace, type OpenPlace, type TracePlace } from './tracer';
import type { TraceEvent } from '../system/nft/trace-event';

/** How long a proxy may take to connect to the endpoint for its client, in milliseconds. */
const proxyTime = 3_000;

/**
 * How long to wait for a packet that left one namespace to reach the next, in milliseconds. After
 * that it is reported without its arrival.
 */
const arrivalTime = 1_000;

/** How long {@link TraceSession.settled} waits for packets in transit, in milliseconds. */
const longestWait = 2_500;

export type TraceEnd = Omit<Extract<TraceLine, { type: 'end' }>, 'type'>;

export interface TraceRequest {
  readonly places: readonly TracePlace[];
  /** How many packets to trace, in addition to those that a proxy sends on for them. */
  readonly count: number;
  /** Milliseconds until it ends by itself. */
  readonly timeout: number;
  /** A remark on the trace as a whole, for the user. */
  readonly remark?: Text;
}

export interface TraceListener {
  /**
   * Called for each packet, and again if its path continues later.
   *
   * @param reported how many of its hops were reported before
   */
  onPacket(path: TracedPath, reported: number): void;
  /** Called once, when nothing of the trace is left in the kernel. `ended` waits for it. */
  onEnd(end: TraceEnd): Promise<void> | void;
}

/** Traces packets until it has seen as many as requested, times out, or is stopped. */
export class TraceSession {
  /** Settles when the trace has ended and nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #id: string;
  readonly #request: TraceRequest;
  readonly #listener: TraceListener;
  readonly #passes = new Passes();
  readonly #paths = new PacketPaths();
  /** The reported paths, with the number of hops that were reported. */
  readonly #reported = new Map<PacketPath, { readonly id: string; hops: number }>();
  #places: readonly OpenPlace[] = [];
  #remark: Text | undefined;
  /** Paths with news, and until when they wait for more. */
  readonly #unreported = new Map<PacketPath, number>();
  #counted = 0;
  /** For each packet that was delivered to the host: until when a proxy may connect for it. */
  #proxyDeadlines: number[] = [];
  #work: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #isOver = false;
  #settleEnded: () => void = () => undefined;

  private constructor(id: string, request: TraceRequest, listener: TraceListener) {
    this.#id = id;
    this.#request = request;
    this.#listener = listener;
    this.#remark = request.remark;
    this.ended = new Promise((resolve) => {
      this.#settleEnded = resolve;
    });
  }

  /**
   * @param id of the trace; prefix of its packets' ids
   * @returns once packets are traced; an error, with nothing left behind, if those of the host
   *   cannot be traced
   */
  static async start(
    id: string,
    request: TraceRequest,
    listener: TraceListener,
  ): Promise<Result<TraceSession>> {
    const session = new TraceSession(id, request, listener);
    const opened = await Promise.all(
      request.places.map(async (place) => ({ place, done: await session.#open(place) })),
    );
    session.#places = opened.flatMap(({ done }) => (done.ok ? [done.value] : []));
    const marked = await Promise.all(
      session.#places.map(async (place) => ({ place, done: await place.mark() })),
    );
    for (const { place, done } of [...opened, ...marked]) {
      if (done.ok) continue;
      if (place.namespace === hostNamespace) {
        await Promise.all(session.#places.map((other) => other.close()));
        return done;
      }
      session.#addRemark(
        msg('trace.insideNotShown', { endpoint: place.namespace, reason: done.error.message }),
      );
    }
    session.#deadline = setTimeout(() => void session.#finish('timeout'), request.timeout);
    return ok(session);
  }

  /** Ends the trace, after reporting the packets that were sent before. */
  async stop(): Promise<void> {
    await this.settled();
    void this.#finish('stopped');
    return this.ended;
  }

  /**
   * Ends the trace like {@link stop}, but also waits for proxies.
   *
   * @param remark reported if there was no packet
   */
  async conclude(remark: Text): Promise<void> {
    await this.settled();
    // A proxy may still connect for its client.
    while (this.#isAwaiting() && !this.#isOver) await delay(settleTime / 3);
    await this.#finish('stopped', this.#counted === 0 ? remark : undefined);
  }

  /** Waits until the packets that were sent before are reported. */
  async settled(): Promise<void> {
    const latest = performance.now() + longestWait;
    await delay(settleTime);
    while (this.#isUnreported() && !this.#isOver && performance.now() < latest) {
      await delay(settleTime / 3);
    }
    await this.#work;
  }

  #open(place: TracePlace): Promise<Result<OpenPlace>> {
    const { namespace } = place;
    return openPlace(
      place,
      this.#request.count,
      (event) => {
        this.#take(namespace, event);
      },
      () => {
        if (namespace === hostNamespace) void this.#finish('failed', msg('trace.nftEnded'));
        else this.#addRemark(msg('trace.insideGone', { endpoint: namespace }));
      },
    );
  }

  #addRemark(remark: Text): void {
    this.#remark = joinSentences([...(this.#remark === undefined ? [] : [this.#remark]), remark]);
  }

  #take(namespace: string, event: TraceEvent): void {
    if (this.#isOver) return;
    this.#passes.add(namespace, event, performance.now());
    this.#schedule(settleTime);
  }

  #schedule(after: number): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#work = this.#work.then(() => this.#settle());
    }, after);
  }

  /** Reports the settled packets, and ends the trace if that was all. */
  async #settle(): Promise<void> {
    const now = performance.now();
    await this.#join(this.#passes.takeSettled(now));
    this.#report((path, until) => until <= now || !isInTransit(path, this.#endpointAddresses()));
    if (this.#isOver) return;
    if (this.#isAwaiting()) this.#schedule(settleTime / 3);
    else if (this.#counted >= this.#request.count) void this.#finish('count');
  }

  #isAwaiting(): boolean {
    const now = performance.now();
    return this.#isUnreported() || this.#proxyDeadlines.some((until) => now < until);
  }

  #isUnreported(): boolean {
    return this.#passes.waiting || this.#unreported.size > 0;
  }

  async #join(passes: readonly Pass[]): Promise<void> {
    if (passes.length === 0) return;
    await this.#rereadFor(passes);
    const until = performance.now() + arrivalTime;
    for (const path of this.#paths.join(passes)) {
      this.#unreported.set(path, this.#unreported.get(path) ?? until);
    }
  }

  #report(isDue: (path: PacketPath, until: number) => boolean): void {
    for (const [path, until] of [...this.#unreported]) {
      if (!isDue(path, until)) continue;
      this.#unreported.delete(path);
      this.#reportPath(path);
    }
  }

  #endpointAddresses(): ReadonlySet<string> {
    const marks = this.#request.places.flatMap((place) => place.marks);
    const arriving = marks.filter(({ role, dst }) => role === 'arrived' && dst !== 'local');
    return new Set(arriving.flatMap(({ dst }) => dst ?? []));
  }

  #reportPath(path: PacketPath): void {
    let reported = this.#reported.get(path);
    if (reported === undefined) {
      if (!this.#isWanted(path)) return;
      reported = { id: `${this.#id}.${String(this.#reported.size + 1)}`, hops: 0 };
      this.#reported.set(path, reported);
    }
    const described = describePath(path, reported.id, (name) => this.#bookOf(name));
    const before = reported.hops;
    reported.hops = described.hops.length;
    this.#awaitProxy(path, described);
    this.#listener.onPacket(described, before);
  }

  #isWanted(path: PacketPath): boolean {
    switch (pathRole(path)) {
      case 'target':
        if (this.#counted >= this.#request.count) return false;
        this.#counted += 1;
        return true;
      case 'proxied':
        // Only after a packet was delivered to the host, since the host's own clients may connect
        // to the endpoint directly.
        this.#proxyDeadlines = this.#proxyDeadlines.filter(
          (until) => performance.now() < until + settleTime,
        );
        return this.#proxyDeadlines.shift() !== undefined;
      case 'arrived':
      case undefined:
        return false;
    }
  }

  #awaitProxy(path: PacketPath, { hops }: TracedPath): void {
    const last = hops.at(-1);
    const isDelivered = last?.outcome === 'delivered' && last.namespace === hostNamespace;
    const hasProxy = this.#request.places.some(({ marks }) =>
      marks.some(({ role }) => role === 'proxied'),
    );
    if (isDelivered && hasProxy && pathRole(path) === 'target') {
      this.#proxyDeadlines.push(performance.now() + proxyTime);
    }
  }

  #bookOf(namespace: string): OpenPlace['book'] {
    const place = this.#places.find((candidate) => candidate.namespace === namespace);
    if (place === undefined) throw new Error(`no rules of ${namespace} were read`);
    return place.book;
  }

  /** Reads the rules again if passes contain some that were created since the last reading. */
  async #rereadFor(passes: readonly Pass[]): Promise<void> {
    const isNew = ({ namespace, events }: Pass) =>
      events.some(
        (event) =>
          !isTraceTable(event.table) &&
          ((event.kind === 'rule' && this.#bookOf(namespace).rule(event, event.handle) === null) ||
            !this.#bookOf(namespace).knows(event)),
      );
    const namespaces = new Set(passes.filter(isNew).map(({ namespace }) => namespace));
    const stale = this.#places.filter(({ namespace }) => namespaces.has(namespace));
    await Promise.all(stale.map((place) => place.reread()));
  }

  async #finish(reason: TraceEnd['reason'], message?: Text): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    clearTimeout(this.#deadline);
    await this.#work;
    if (reason !== 'count') {
      await this.#join(this.#passes.takeAll());
      this.#report(() => true);
    }
    const lost = await Promise.all(this.#places.map((place) => place.lost()));
    await Promise.all(this.#places.map((place) => place.close()));
    await this.#listener.onEnd({
      reason,
      packets: this.#reported.size,
      lost: lost.reduce((sum, drops) => sum + drops, 0),
      message: message ?? this.#remark,
    });
    this.#settleEnded();
  }
}
