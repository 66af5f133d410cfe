import { appError } from '#shared/result/app-error';
import { assertNever, err, ok, type Result } from '#shared/result/result';
import { say, type Text, type Wording } from '#shared/wording/wording';
import { namespaceInode } from '../../../system/proc/processes';
import type { Container, ContainerRuntime, ListedContainer } from '../../records/container';
import type { EngineApi, EngineFailure, EngineEventStream } from './engine-api';
import { parseContainerList, parseInspected, parseRuntime } from './parse-containers';
import { changesContainers } from './parse-events';
import type { Staleness } from '../../records/reading';

/** How long a reading waits for an engine that answered last time, in milliseconds. */
const patience = 1_000;
/** After how long a list is read anew though no event came, in milliseconds. */
const listLifetime = 10_000;
/** How long after its end the event stream is opened again, in milliseconds. */
const reopenDelay = 1_000;

const events = `/events?filters=${encodeURIComponent(JSON.stringify({ type: ['container', 'network'] }))}`;

/**
 * The containers of one engine. The list is read when an event says that it changed, and kept when the engine
 * does not answer: nobody waits for an engine in trouble, and its containers stay for as long as they run.
 */
export class ContainerEngine {
  readonly #api: EngineApi;
  readonly #onChange: () => void;
  readonly #processes = new Map<string, Container>();
  #runtime: ContainerRuntime | null = null;
  #list: readonly Container[] = [];
  #failure: EngineFailure | null = null;
  #underway: Promise<void> | null = null;
  /** Counts the reasons to read the list anew; the list is as new as `#listed` says. */
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

  /** What a person should know when the list may be old; null when all is well or no engine is there. */
  get warning(): Wording | null {
    const reason = this.#failure === null ? null : reasonOf(this.#failure);
    if (reason === null) return null;
    const name = this.#runtime === 'podman' ? 'Podman' : 'Docker';
    return say('stale.engine', { engine: name, socket: this.#api.socket, reason });
  }

  /** Why the list may be old, and since when; undefined when it is not. */
  get staleness(): Staleness | undefined {
    const { warning } = this;
    if (warning === null) return undefined;
    const error = appError('HELPER_UNAVAILABLE', warning);
    return { part: this.#runtime ?? 'docker', error, since: new Date(this.#listedAt) };
  }

  /** Says that the list may have changed. */
  changed(): void {
    this.#changes += 1;
  }

  /** The containers that run, as new as the engine tells within {@link patience}. */
  async containers(): Promise<readonly Container[]> {
    if (this.#isOld()) await this.#awaitList();
    const alive = await Promise.all(
      this.#list.map(async (container) => (await isAlive(container)) && container),
    );
    const running = alive.filter((container) => container !== false);
    if (running.length < this.#list.length) this.changed();
    return running;
  }

  /** Follows the engine's events from now on; while it is not there, it is tried again and again. */
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
      // Another engine may listen on the socket next time.
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
    if (listed === null) return err({ kind: 'failing', reason: say('stale.engineNotUnderstood') });
    const found = await Promise.all(listed.map((one) => this.#complete(one, runtime)));
    for (const one of found) if (!one.ok) return one;
    return ok(found.flatMap((one) => (one.ok && one.value !== null ? [one.value] : [])));
  }

  /** Adds what only an inspection tells, which is remembered while the process stays; null when it has gone. */
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

/** What is wrong with an engine that is there; null when none is. */
function reasonOf(failure: EngineFailure): Text | null {
  switch (failure.kind) {
    case 'absent':
      return null;
    case 'not-found':
      return say('stale.noEngineApi');
    case 'failing':
      return failure.reason;
    default:
      return assertNever(failure);
  }
}

/** Whether a container's process is still there: its id may be another's by now, in another namespace. */
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
