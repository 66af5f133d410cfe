import { appError } from '#shared/result/app-error';
import { assertNever, err, ok, type Result } from '#shared/result/result';
import { msg, type Text, type Message } from '#shared/messages/message';
import { namespaceInode } from '../../../system/proc/processes';
import type { Container, ContainerRuntime, ListedContainer } from '../../records/container';
import { mayBeProcessOf } from '../../../system/proc/process-owner';
import { Throttle } from '../../../util/throttle';
import {
  longestList,
  type EngineApi,
  type EngineEventStream,
  type EngineFailure,
  type EngineVisit,
} from './engine-api';
import { parseContainerList, parseInspected, parseRuntime } from './parse-containers';
import { floodWindow } from './flood-limit';
import { changesContainers } from './parse-events';
import type { Staleness } from '../../records/reading';

/** How long a reading waits for an engine that answered last time, in milliseconds. */
const patience = 1_000;
/** Milliseconds after which a list is read again even without an event. */
const listLifetime = 10_000;
/** Milliseconds until a closed event stream is opened again; longer after each flood. */
const reopenDelay = { usual: 1_000, longest: 300_000 } as const;
/** How many events in a row lead to a reading at once, and to how many milliseconds between later ones. */
const notices = { burst: 10, interval: 500 } as const;
/**
 * The next list is read after so many times what the last one took, when that was long, in
 * milliseconds.
 */
const pause = { factor: 4, from: 250, longest: 2_000 } as const;
/** Containers beyond this number are not shown. Docker's bridges have room for 1,023 each. */
export const mostContainers = 2_000;

const events = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container', 'network'] }))}`;

/**
 * The containers of one engine. The list is read when an event reports a change. When the engine
 * does not answer, readings do not wait for it, and its containers stay listed while their
 * processes run.
 */
export class ContainerEngine {
  readonly #api: EngineApi;
  readonly #onChange: () => void;
  readonly #processes = new Map<string, Container>();
  #runtime: ContainerRuntime | null = null;
  #list: readonly Container[] = [];
  #failure: EngineFailure | null = null;
  #underway: Promise<void> | null = null;
  /** Counts the changes reported; the list includes the first `#listed` of them. */
  #changes = 1;
  #listed = 0;
  #listedAt = 0;
  #stream: EngineEventStream | null = null;
  #streaming = false;
  #reopen: NodeJS.Timeout | undefined;
  readonly #notices: Throttle;
  /** How often its events had to be cut off since they last came as they should. */
  #floods = 0;
  #calm: NodeJS.Timeout | undefined;
  /** What is wrong with the newest list. */
  #listProblem: Text | null = null;
  #notBefore = 0;

  /** @param onChange called when the containers may have changed */
  constructor(api: EngineApi, onChange: () => void) {
    this.#api = api;
    this.#onChange = onChange;
    this.#notices = new Throttle(notices.burst, notices.interval, onChange);
  }

  /**
   * The warning when the list may be outdated or incomplete; null when it is not, or there is no
   * engine.
   */
  get warning(): Message | null {
    const reason = this.#failure === null ? null : reasonOf(this.#failure);
    const engine = this.#runtime === 'podman' ? 'Podman' : 'Docker';
    const { socket } = this.#api;
    if (reason !== null) return msg('stale.engine', { engine, socket, reason });
    const problem = this.#floods > 0 ? msg('stale.engineFlood') : this.#listProblem;
    return problem === null ? null : msg('stale.engineOdd', { engine, socket, reason: problem });
  }

  /** Why the list may be outdated, and since when; undefined when it is current. */
  get staleness(): Staleness | undefined {
    const { warning } = this;
    if (warning === null) return undefined;
    const error = appError('HELPER_UNAVAILABLE', warning);
    return { part: this.#runtime ?? 'docker', error, since: new Date(this.#listedAt) };
  }

  /** Marks the list as outdated. */
  changed(): void {
    this.#changes += 1;
  }

  /** The running containers, as current as the engine's answer within {@link patience}. */
  async containers(): Promise<readonly Container[]> {
    if (this.#isOld()) await this.#awaitList();
    const alive = await Promise.all(
      this.#list.map(async (container) => (await isAlive(container)) && container),
    );
    const running = alive.filter((container) => container !== false);
    if (running.length < this.#list.length) this.changed();
    return running;
  }

  /** Follows the engine's events; while there is no engine, it keeps trying. */
  follow(): void {
    this.#stream = this.#api.follow(
      events,
      () => {
        this.#streaming = true;
        this.#notice();
        // Events that come as they should for that long are no flood.
        this.#calm = setTimeout(() => {
          this.#floods = 0;
        }, 2 * floodWindow).unref();
      },
      (line) => {
        if (changesContainers(line)) this.#notice();
      },
      (flooded) => {
        if (this.#streaming) this.#notice();
        this.#streaming = false;
        clearTimeout(this.#calm);
        if (flooded) this.#floods += 1;
        const delay = Math.min(reopenDelay.usual * 2 ** this.#floods, reopenDelay.longest);
        this.#reopen = setTimeout(() => {
          this.follow();
        }, delay);
      },
    );
  }

  stop(): void {
    clearTimeout(this.#reopen);
    clearTimeout(this.#calm);
    this.#notices.stop();
    this.#stream?.stop();
  }

  #notice(): void {
    this.changed();
    this.#notices.request();
  }

  #isOld(): boolean {
    if (performance.now() < this.#notBefore) return false;
    const lifetime = this.#streaming ? listLifetime : 0;
    return this.#listed !== this.#changes || Date.now() - this.#listedAt >= lifetime;
  }

  async #awaitList(): Promise<void> {
    this.#underway ??= this.#readList().finally(() => {
      this.#underway = null;
    });
    const underway = this.#underway;
    const inTrouble = this.#failure !== null && reasonOf(this.#failure) !== null;
    if (!inTrouble && (await isDoneWithin(underway, patience))) return;
    void underway.then(() => {
      if (this.#failure === null) this.#onChange();
    });
  }

  async #readList(): Promise<void> {
    const change = this.#changes;
    const started = performance.now();
    const list = await this.#askForList();
    const took = performance.now() - started;
    if (list.ok && took >= pause.from) {
      this.#notBefore = performance.now() + Math.min(pause.factor * took, pause.longest);
    }
    this.#failure = list.ok ? null : list.error;
    if (!list.ok) {
      // Another engine may use the socket next time.
      if (list.error.kind === 'absent') this.#runtime = null;
      return;
    }
    this.#list = list.value;
    this.#listed = change;
    this.#listedAt = Date.now();
    this.#processes.clear();
    for (const container of list.value) this.#processes.set(container.id, container);
  }

  async #askForList(): Promise<Result<readonly Container[], EngineFailure>> {
    const visit = await this.#api.visit();
    if (!visit.ok) return visit;
    try {
      return await this.#listFrom(visit.value);
    } finally {
      await visit.value.end();
    }
  }

  async #listFrom(visit: EngineVisit): Promise<Result<readonly Container[], EngineFailure>> {
    const version = this.#runtime === null ? await visit.get('/version') : null;
    if (version?.ok === false) return version;
    if (version !== null) this.#runtime = parseRuntime(version.value);
    const runtime = this.#runtime ?? 'docker';
    const answer = await visit.get('/containers/json', longestList);
    if (!answer.ok) return answer;
    const listed = parseContainerList(answer.value, mostContainers + 1);
    if (listed === null) return err({ kind: 'failing', reason: msg('stale.engineNotUnderstood') });
    const shown = listed.slice(0, mostContainers);
    const found = await Promise.all(shown.map((one) => this.#complete(one, runtime, visit)));
    for (const one of found) if (!one.ok) return one;
    const containers = found.flatMap((one) => (one.ok && one.value !== null ? [one.value] : []));
    const believed = containers.filter((container) => container !== 'foreign');
    if (shown.length < listed.length) {
      this.#listProblem = msg('stale.engineTooMany', { most: mostContainers });
    } else if (believed.length < containers.length) {
      this.#listProblem = msg('stale.engineForeign', { uid: visit.uid });
    } else this.#listProblem = null;
    return ok(believed);
  }

  /**
   * Adds the fields that only an inspection returns, cached while the process lives; null when the
   * container is gone. An engine that a user may have put there can name any process: it is
   * `foreign` when the user cannot have started that process, and so not its network.
   */
  async #complete(
    listed: ListedContainer,
    runtime: ContainerRuntime,
    visit: EngineVisit,
  ): Promise<Result<Container | 'foreign' | null, EngineFailure>> {
    const known = this.#processes.get(listed.id);
    if (known !== undefined && (await isAlive(known))) {
      const { pid, sharesNamespace, inode } = known;
      return ok({ ...listed, runtime, pid, sharesNamespace, inode });
    }
    const answer = await visit.get(`/containers/${listed.id}/json`);
    if (!answer.ok) return answer.error.kind === 'not-found' ? ok(null) : answer;
    const process = parseInspected(answer.value);
    const inode = process === null ? null : await inodeOf(process.pid);
    if (process === null || inode === null) return ok(null);
    const mayBeIts = visit.uid === 0 || (await mayBeProcessOf(process.pid, visit.uid));
    return ok(mayBeIts ? { ...listed, runtime, ...process, inode } : 'foreign');
  }
}

/** What is wrong with an existing engine; null when there is none. */
function reasonOf(failure: EngineFailure): Text | null {
  switch (failure.kind) {
    case 'absent':
      return null;
    case 'not-found':
      return msg('stale.noEngineApi');
    case 'failing':
      return failure.reason;
    default:
      return assertNever(failure);
  }
}

/**
 * Whether a container's process still exists: its id may belong to another process by now, in
 * another namespace.
 */
async function isAlive({ pid, inode }: Container): Promise<boolean> {
  return (await inodeOf(pid)) === inode;
}

function inodeOf(pid: number): Promise<number | null> {
  return pid > 0 ? namespaceInode(pid) : Promise.resolve(null);
}

async function isDoneWithin(task: Promise<void>, limit: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(resolve, limit, false);
  });
  const done = await Promise.race([task.then(() => true), late]);
  clearTimeout(timer);
  return done;
}
