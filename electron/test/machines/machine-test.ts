import { afterAll, test } from 'vitest';
import { DockerMachine, dockerSocket } from './docker-machine';
import { PodmanMachine } from './podman-machine';
import { bridgedMachine } from './bridged-machine';
import { SandboxHelper, type Sandbox } from './sandbox';

interface Closable {
  readonly close: () => unknown;
}

/**
 * Returns what was opened, and closes it at the end of the test or of the shared machine. Skips the
 * test when it gets the reason why this system cannot open it instead.
 */
export type CloseAtEnd = <T extends Closable>(opened: T | string) => T;

/**
 * What a test opened. It is closed in reverse order, everything, even if closing one thing fails.
 */
class Opened {
  readonly #opened: Closable[] = [];
  readonly #skip: (reason: string) => never;

  constructor(skip: (reason: string) => never) {
    this.#skip = skip;
  }

  readonly closeAtEnd: CloseAtEnd = (opened) => {
    if (typeof opened === 'string') return this.#skip(opened);
    this.#opened.push(opened);
    return opened;
  };

  async close(): Promise<void> {
    const last = this.#opened.pop();
    if (last === undefined) return;
    try {
      await last.close();
    } finally {
      await this.close();
    }
  }
}

/**
 * A test with a machine of its own: a {@link bridgedMachine} with a helper. Both are made when a
 * test or a hook first names them, again for each retry, and closed afterwards. A file that needs
 * another machine extends `machine`; one whose helper needs options extends `helperArgs`.
 */
export const machineTest = test
  .extend('closeAtEnd', ({ skip }, { onCleanup }): CloseAtEnd => {
    const opened = new Opened((reason) => skip(reason));
    onCleanup(() => opened.close());
    return opened.closeAtEnd;
  })
  .extend('machine', async ({ closeAtEnd }): Promise<Sandbox> => closeAtEnd(await bridgedMachine()))
  .extend('helperArgs', (): readonly string[] => [])
  .extend('helper', ({ machine, helperArgs }) => SandboxHelper.start(machine, helperArgs));

/** A test with a Docker engine of its own; skipped where there can be none. */
export const dockerTest = machineTest
  .extend('docker', async ({ closeAtEnd }) => closeAtEnd(await DockerMachine.open()))
  .extend('machine', ({ docker }) => docker.sandbox)
  .extend('helperArgs', (): readonly string[] => dockerHelperArgs);

/** Options of a helper that talks to the engine of a {@link DockerMachine}. */
export const dockerHelperArgs: readonly string[] = ['--docker-socket', dockerSocket];

/** A test with a Podman engine of its own; skipped where there can be none. */
export const podmanTest = machineTest
  .extend('podman', async ({ closeAtEnd }) => closeAtEnd(await PodmanMachine.open()))
  .extend('machine', ({ podman }) => podman.sandbox);

/** Says in a title why its tests are skipped; says nothing when they are not. */
export const skipNote = (reason: string | null): string =>
  reason === null ? '' : ` (skipped: ${reason})`;

/** The reason why this system cannot have a machine. */
class Unavailable extends Error {}

/** What the tests of a file share. It is made for the first that needs it. */
class Shared<Prepared> {
  readonly #prepare: (closeAtEnd: CloseAtEnd) => Promise<Prepared>;
  readonly #opened = new Opened((reason) => {
    throw new Unavailable(reason);
  });
  #prepared: Promise<Prepared> | null = null;

  constructor(prepare: (closeAtEnd: CloseAtEnd) => Promise<Prepared>) {
    this.#prepare = prepare;
  }

  async get(skip: (reason: string) => never): Promise<Prepared> {
    this.#prepared ??= this.#prepare(this.#opened.closeAtEnd);
    try {
      return await this.#prepared;
    } catch (error) {
      // Nothing is tried again on a system that cannot have the machine.
      if (error instanceof Unavailable) skip(error.message);
      await this.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#prepared = null;
    await this.#opened.close();
  }
}

/**
 * Makes a test whose machine is shared by all tests of the file or `describe` block that calls
 * this. A test or try that fails closes the machine: the next one prepares a new one, so it never
 * runs on what a failed one left behind. A test that relies on what earlier tests did must
 * therefore pass on a new machine as well.
 *
 * @param prepare makes the machine and whatever else the tests share, which they get as `prepared`;
 * everything that it opens has to pass `closeAtEnd`
 */
export function sharedMachineTest<
  Prepared extends { readonly machine: Sandbox; readonly helper?: SandboxHelper },
>(prepare: (closeAtEnd: CloseAtEnd) => Promise<Prepared>) {
  const shared = new Shared(prepare);
  afterAll(() => shared.close());
  const sharingTest = test
    .extend('prepared', async ({ skip, task }, { onCleanup }): Promise<Prepared> => {
      const prepared = await shared.get((reason) => skip(reason));
      onCleanup(async () => {
        if (task.result?.state === 'fail') await shared.close();
      });
      return prepared;
    })
    .extend('machine', ({ prepared }): Sandbox => prepared.machine)
    .extend('helper', ({ prepared }): Prepared['helper'] => prepared.helper);
  // In a hook, so that it does not count towards the time limit of the first test.
  sharingTest.beforeEach(async ({ prepared }) => {
    await Promise.resolve(prepared);
  });
  return sharingTest;
}

/**
 * Makes a test like {@link sharedMachineTest} whose machine has a Docker engine; skipped where
 * there can be none.
 *
 * @param prepare what comes before the helper, such as containers
 * @param options further options of dockerd
 */
export const sharedDockerTest = (
  prepare: (docker: DockerMachine) => Promise<unknown>,
  ...options: readonly string[]
) =>
  sharedMachineTest(async (closeAtEnd) => {
    const docker = closeAtEnd(await DockerMachine.open(...options));
    await prepare(docker);
    const helper = await SandboxHelper.start(docker.sandbox, dockerHelperArgs);
    return { docker, machine: docker.sandbox, helper };
  }).extend('docker', ({ prepared }) => prepared.docker);
