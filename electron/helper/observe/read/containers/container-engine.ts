import { appError } from '#shared/result/app-error';
import { assertNever, err, ok, type Result } from '#shared/result/result';
import { msg, type Text, type Message } from '#shared/messages/message';
import { namespaceInode } from '../../../system/proc/processes';
import type { Container, ContainerRuntime, ListedContainer } from '../../records/container';
import type { EngineApi, EngineFailure, EngineEventStream } from './engine-api';
import { parseContainerList, parseInspected, parseRuntime } from './parse-containers';
import { changesContainers } from './parse-events';
import type { Staleness } from '../../records/reading';

/** How long a reading waits for an engine that answered last time, in milliseconds. */
const patience = 1_000;
/** Milliseconds after which a list is read again even without an event. */
const listLifetime = 10_000;
/** Milliseconds until a closed event stream is opened again. */
const reopenDelay = 1_000;

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

  /** @param onChange called when the containers may have changed */
  constructor(api: EngineApi, onChange: () => void) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** The warning when the list may be outdated; null when it is current or there is no engine. */
  get warning(): Message | null {
    const reason = this.#failure === null ? null : reasonOf(this.#failure);
    if (reason === null) return null;
    const name = this.#runtime === 'podman' ? 'Podman' : 'Docker';
    return msg('stale.engine', { engine: name, socket: this.#api.socket, reason });
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
      },
      (line) => {
        if (changesContainers(line)) this.#notice();
      },
      () => {
        if (this.#streaming) this.#notice();
        this.#streaming = false;
        this.#reopen = setTimeout(() => {
          this.follow();
        }, reopenDelay);
      },
    );
  }

  stop(): void {
    clearTimeout(this.#reopen);
    this.#stream?.stop();
  }

  #notice(): void {
    this.changed();
    this.#onChange();
  }

  #isOld(): boolean {
    const lifetime = this.#streaming ? listLifetime : 0;
    return this.#listed !== this.#changes || Date.now() - this.#listedAt >= lifetime;
  }

  async #awaitList(): Promise<void> {
    this.#underway ??= this.#readList().finally(() => {
      this.#underway = null;
    });
    const underway = this.#underway;
    const inTrouble = this.warning !== null;
    if (!inTrouble && (await isDoneWithin(underway, patience))) return;
    void underway.then(() => {
      if (this.#failure === null) this.#onChange();
    });
  }

  async #readList(): Promise<void> {
    const change = this.#changes;
    const list = await this.#askForList();
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
    const version = this.#runtime === null ? await this.#api.get('/version') : null;
    if (version?.ok === false) return version;
    if (version !== null) this.#runtime = parseRuntime(version.value);
    const runtime = this.#runtime ?? 'docker';
    const answer = await this.#api.get('/containers/json');
    if (!answer.ok) return answer;
    const listed = parseContainerList(answer.value);
    if (listed === null) return err({ kind: 'failing', reason: msg('stale.engineNotUnderstood') });
    const found = await Promise.all(listed.map((one) => this.#complete(one, runtime)));
    for (const one of found) if (!one.ok) return one;
    return ok(found.flatMap((one) => (one.ok && one.value !== null ? [one.value] : [])));
  }

  /**
   * Adds the fields that only an inspection returns, cached while the process lives; null when the
   * container is gone.
   */
  async #complete(
    listed: ListedContainer,
    runtime: ContainerRuntime,
  ): Promise<Result<Container | null, EngineFailure>> {
    const known = this.#processes.get(listed.id);
    if (known !== undefined && (await isAlive(known))) {
      const { pid, sharesNamespace, inode } = known;
      return ok({ ...listed, runtime, pid, sharesNamespace, inode });
    }
    const answer = await this.#api.get(`/containers/${listed.id}/json`);
    if (!answer.ok) return answer.error.kind === 'not-found' ? ok(null) : answer;
    const process = parseInspected(answer.value);
    const inode = process === null ? null : await inodeOf(process.pid);
    return ok(
      process === null || inode === null ? null : { ...listed, runtime, ...process, inode },
    );
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
