import { setTimeout as delay } from 'node:timers/promises';
import { isTraceTable, type TraceLine } from '#shared/model/trace';
import { ok, type Result } from '#shared/result/result';
import { joinSentences, msg, type Text } from '#shared/messages/message';
import { courseRole, Courses, isUnderWay, type Course } from './courses';
import { describeCourse, type TracedCourse } from './hops';
import { hostNamespace, Passes, settleTime, type Pass } from './passes';
import { openPlace, type OpenPlace, type TracePlace } from './tracer';
import type { TraceEvent } from '../system/nft/trace-event';

/** How long a proxy may take to send on what it was asked, in milliseconds. */
const proxyTime = 3_000;

/** How long a packet that left one namespace is waited for in the next before it is told without that, in milliseconds. */
const arrivalTime = 1_000;

/** For so long at most packets that are still under way are waited for, in milliseconds. */
const longestWait = 2_500;

export type TraceEnd = Omit<Extract<TraceLine, { type: 'end' }>, 'type'>;

export interface TraceRequest {
  readonly places: readonly TracePlace[];
  /** How many packets are followed; what a proxy sends on for one of them is followed beside it. */
  readonly count: number;
  /** Milliseconds until it ends by itself. */
  readonly timeout: number;
  /** What a person should know of the trace as a whole. */
  readonly remark?: Text;
}

export interface TraceListener {
  /**
   * Called for each packet, and again when it was seen once more later.
   *
   * @param told how many of its hops were told before
   */
  onPacket(course: TracedCourse, told: number): void;
  /** Called once, when nothing of the trace is left in the kernel; it has ended when this settles. */
  onEnd(end: TraceEnd): Promise<void> | void;
}

/** Follows packets until as many as asked for have been seen, the time is over, or it is stopped. */
export class TraceSession {
  /** Settles when it has ended and nothing of it is left. */
  readonly ended: Promise<void>;
  readonly #id: string;
  readonly #request: TraceRequest;
  readonly #listener: TraceListener;
  readonly #passes = new Passes();
  readonly #courses = new Courses();
  /** The courses that were told, with the number of their hops then. */
  readonly #told = new Map<Course, { readonly id: string; hops: number }>();
  #places: readonly OpenPlace[] = [];
  #remark: Text | undefined;
  /** Courses with something new, and until when they wait for more. */
  readonly #untold = new Map<Course, number>();
  #counted = 0;
  /** For each packet that was delivered to the host: until when a proxy may send it on. */
  #awaited: number[] = [];
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
   * @param id names the trace; the ids of its packets begin so
   * @returns when packets that come from now on are followed; an error, and nothing is left, when the host's cannot be
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
        msg('trace.insideNotShown', {
          endpoint: place.namespace,
          reason: done.error.message,
        }),
      );
    }
    session.#deadline = setTimeout(() => void session.#finish('timeout'), request.timeout);
    return ok(session);
  }

  /** Ends it, after what was sent before has been told. */
  async stop(): Promise<void> {
    await this.settled();
    void this.#finish('stopped');
    return this.ended;
  }

  /** Ends it after all that was sent before has been told, saying why nothing more is to come. */
  async conclude(remark: Text): Promise<void> {
    await this.settled();
    // A proxy may still have something to send on.
    while (this.#isAwaiting() && !this.#isOver) await delay(settleTime / 3);
    await this.#finish('stopped', this.#counted === 0 ? remark : undefined);
  }

  /** Waits until what was sent before is told. */
  async settled(): Promise<void> {
    const latest = performance.now() + longestWait;
    await delay(settleTime);
    while (this.#isUntold() && !this.#isOver && performance.now() < latest) {
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

  /** Tells the packets that have come to rest, and looks whether that is all. */
  async #settle(): Promise<void> {
    const now = performance.now();
    await this.#join(this.#passes.takeSettled(now));
    this.#tell((course, until) => until <= now || !isUnderWay(course, this.#endpointAddresses()));
    if (this.#isOver) return;
    if (this.#isAwaiting()) this.#schedule(settleTime / 3);
    else if (this.#counted >= this.#request.count) void this.#finish('count');
  }

  #isAwaiting(): boolean {
    const now = performance.now();
    return this.#isUntold() || this.#awaited.some((until) => now < until);
  }

  #isUntold(): boolean {
    return this.#passes.waiting || this.#untold.size > 0;
  }

  async #join(passes: readonly Pass[]): Promise<void> {
    if (passes.length === 0) return;
    await this.#rereadFor(passes);
    const until = performance.now() + arrivalTime;
    for (const course of this.#courses.join(passes)) {
      this.#untold.set(course, this.#untold.get(course) ?? until);
    }
  }

  #tell(isDue: (course: Course, until: number) => boolean): void {
    for (const [course, until] of [...this.#untold]) {
      if (!isDue(course, until)) continue;
      this.#untold.delete(course);
      this.#tellCourse(course);
    }
  }

  #endpointAddresses(): ReadonlySet<string> {
    const marks = this.#request.places.flatMap((place) => place.marks);
    const arriving = marks.filter(({ role, dst }) => role === 'arrived' && dst !== 'local');
    return new Set(arriving.flatMap(({ dst }) => dst ?? []));
  }

  #tellCourse(course: Course): void {
    let told = this.#told.get(course);
    if (told === undefined) {
      if (!this.#isWanted(course)) return;
      told = { id: `${this.#id}.${String(this.#told.size + 1)}`, hops: 0 };
      this.#told.set(course, told);
    }
    const described = describeCourse(course, told.id, (name) => this.#bookOf(name));
    const before = told.hops;
    told.hops = described.hops.length;
    this.#awaitProxy(course, described);
    this.#listener.onPacket(described, before);
  }

  #isWanted(course: Course): boolean {
    switch (courseRole(course)) {
      case 'asked':
        if (this.#counted >= this.#request.count) return false;
        this.#counted += 1;
        return true;
      case 'passed-on':
        // Only after a packet was delivered to the host: the host's own clients may ask the endpoint directly.
        this.#awaited = this.#awaited.filter((until) => performance.now() < until + settleTime);
        return this.#awaited.shift() !== undefined;
      case 'arrived':
      case undefined:
        return false;
    }
  }

  #awaitProxy(course: Course, { hops }: TracedCourse): void {
    const last = hops.at(-1);
    const isDelivered = last?.outcome === 'delivered' && last.namespace === hostNamespace;
    const hasProxy = this.#request.places.some(({ marks }) =>
      marks.some(({ role }) => role === 'passed-on'),
    );
    if (isDelivered && hasProxy && courseRole(course) === 'asked') {
      this.#awaited.push(performance.now() + proxyTime);
    }
  }

  #bookOf(namespace: string): OpenPlace['book'] {
    const place = this.#places.find((candidate) => candidate.namespace === namespace);
    if (place === undefined) throw new Error(`no rules of ${namespace} were read`);
    return place.book;
  }

  /** Rules that were made since the start are not in the book yet. */
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
      this.#tell(() => true);
    }
    const lost = await Promise.all(this.#places.map((place) => place.lost()));
    await Promise.all(this.#places.map((place) => place.close()));
    const text = message ?? this.#remark;
    await this.#listener.onEnd({
      reason,
      packets: this.#told.size,
      lost: lost.reduce((sum, drops) => sum + drops, 0),
      ...(text === undefined ? {} : { message: text }),
    });
    this.#settleEnded();
  }
}
