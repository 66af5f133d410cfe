import { dockerApi } from './docker-api';

/** A source of numbers that is the same for the same seed (mulberry32). */
export function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

type State = 'absent' | 'running' | 'stopped';

/** Containers that are started, stopped, connected, disconnected, killed and removed by chance. */
export class RandomContainers {
  readonly #socket: string;
  readonly #random: (below: number) => number;
  readonly #networks: readonly string[];
  readonly #states = new Map<string, State>();
  /** How often each kind of act was done. */
  readonly done = new Map<string, number>();

  /**
   * @param socket of the engine, as it is seen from here
   * @param networks of the engine, which there are already
   */
  constructor(
    socket: string,
    random: (below: number) => number,
    names: readonly string[],
    networks: readonly string[],
  ) {
    this.#socket = socket;
    this.#random = random;
    this.#networks = networks;
    for (const name of names) this.#states.set(name, 'absent');
  }

  get total(): number {
    return [...this.done.values()].reduce((sum, count) => sum + count, 0);
  }

  /** Acts on so many containers at once, each another one. */
  async burst(size: number): Promise<void> {
    const names = [...this.#states.keys()];
    const chosen = Array.from(
      { length: size },
      () => names.splice(this.#random(names.length), 1)[0] ?? '',
    );
    await Promise.all(chosen.map((name) => this.#act(name)));
  }

  async #act(name: string): Promise<void> {
    switch (this.#states.get(name)) {
      case 'running':
        return this.#change(name);
      case 'stopped':
        if (this.#random(4) === 0) return this.#remove(name);
        return this.#start(name);
      default:
        return this.#create(name);
    }
  }

  async #create(name: string): Promise<void> {
    const mode = this.#mode();
    const guest = mode === 'host' || mode.startsWith('container:');
    const made = await this.#ask('POST', `/containers/create?name=${name}`, {
      Image: 'busybox',
      Cmd: guest ? ['sleep', '1000'] : ['httpd', '-f', '-p', '8000'],
      HostConfig: { NetworkMode: mode },
    });
    if (!made) return;
    this.#states.set(name, 'stopped');
    await this.#start(name);
  }

  #mode(): string {
    const running = [...this.#states].flatMap(([name, state]) =>
      state === 'running' ? [name] : [],
    );
    const host = running[this.#random(Math.max(1, running.length))];
    const modes = ['bridge', ...this.#networks, 'none', 'host'];
    if (host !== undefined) modes.push(`container:${host}`);
    return modes[this.#random(modes.length)] ?? 'bridge';
  }

  async #start(name: string): Promise<void> {
    // One that shares the network of a container that has gone cannot start.
    if (await this.#ask('POST', `/containers/${name}/start`)) this.#note('start', name, 'running');
    else await this.#remove(name);
  }

  async #change(name: string): Promise<void> {
    const network = this.#networks[this.#random(this.#networks.length)] ?? '';
    switch (this.#random(6)) {
      case 0:
        if (await this.#ask('POST', `/containers/${name}/stop?t=0`)) {
          this.#note('stop', name, 'stopped');
        }
        return;
      case 1:
        if (await this.#ask('POST', `/containers/${name}/kill`))
          this.#note('kill', name, 'stopped');
        return;
      case 2:
        return this.#remove(name);
      case 3:
      case 4:
        if (await this.#ask('POST', `/networks/${network}/connect`, { Container: name })) {
          this.#note('connect', name);
        }
        return;
      default:
        if (await this.#ask('POST', `/networks/${network}/disconnect`, { Container: name })) {
          this.#note('disconnect', name);
        }
    }
  }

  async #remove(name: string): Promise<void> {
    if (await this.#ask('DELETE', `/containers/${name}?force=true`)) {
      this.#note('remove', name, 'absent');
    }
  }

  #note(act: string, name: string, state?: State): void {
    this.done.set(act, (this.done.get(act) ?? 0) + 1);
    if (state !== undefined) this.#states.set(name, state);
  }

  /**
   * Whether the engine did it: some acts are refused, such as a second network for one in the
   * host's.
   */
  async #ask(method: 'POST' | 'DELETE', path: string, body: object = {}): Promise<boolean> {
    return (await dockerApi(this.#socket, method, path, body)).status < 400;
  }
}
