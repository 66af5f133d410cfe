import { openSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Text } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { namedNamespaceFolder, namespacePath } from '../system/proc/namespace-path';
import { readSockets } from '../observe/read/listeners';
import { readNamedNamespaces } from '../system/netns/named-namespaces';
import { readNamespaceProcesses } from '../system/proc/processes';
import { startNodeInBackground } from '../system/node-program';
import { run } from '../system/run';
import { runHelper } from '../server/run-helper';
import { buildLabNetwork, labContainers } from './lab-network';

export interface LabOptions {
  readonly socket: string;
  readonly untilStdinEnds: boolean;
  /** Absolute path of this bundle, which contains the web servers too. */
  readonly script: string;
  /** What the helper is to warn of from the start. */
  readonly warnings: readonly Text[];
}

/** Builds the lab inside the namespaces that this process was started in, and runs its helper. */
export async function runLab(options: LabOptions): Promise<Result<void>> {
  const socket = await enterSandbox(options.socket);
  if (!socket.ok) return socket;
  const network = await buildLabNetwork();
  if (!network.ok) return network;
  for (const { name, servers } of labContainers) {
    for (const { address, port } of servers) {
      const args = ['lab-web', name, address, String(port)];
      startNodeInBackground(namespacePath({ name }), options.script, args);
    }
  }
  const serving = await untilServing();
  if (!serving.ok) return serving;
  return runHelper({
    script: options.script,
    socket: socket.value,
    shownSocket: options.socket,
    stateFolder: '/run/portolan/state',
    owner: 0,
    world: 'lab',
    untilStdinEnds: options.untilStdinEnds,
    idleLimit: 0,
    engineSockets: [],
    warnings: options.warnings,
  });
}

/** Time limit for the servers to listen, in milliseconds. */
const servingLimit = 20_000;

/** Waits until every container's servers listen. */
async function untilServing(): Promise<Result<void>> {
  const wanted = labContainers.reduce((sum, { servers }) => sum + servers.length, 0);
  const deadline = Date.now() + servingLimit;
  while (Date.now() < deadline) {
    const names = await readNamedNamespaces();
    const processes = await readNamespaceProcesses();
    const sockets = await Promise.all(
      names.map(({ inode }) => {
        const pid = processes.get(inode)?.[0];
        return pid === undefined ? Promise.resolve([]) : readSockets(pid);
      }),
    );
    if (sockets.flat().filter(({ protocol }) => protocol === 'tcp').length >= wanted)
      return ok(undefined);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  return err(appError('TIMED_OUT', msg('launch.labServersLate', { seconds: servingLimit / 1000 })));
}

/**
 * Mounts the lab's own /proc and /run, inside the mount and process namespaces that it was started
 * in.
 *
 * @param socket the helper's socket as clients outside see it; its folder exists
 * @returns a path to the same socket from inside, valid even if the new /run hides it
 */
async function enterSandbox(socket: string): Promise<Result<string>> {
  const folder = openSync(dirname(socket), 'r');
  for (const args of [
    ['-t', 'proc', 'proc', '/proc'],
    ['-t', 'tmpfs', '-o', 'mode=755', 'tmpfs', '/run'],
  ]) {
    const mounted = await run('mount', args);
    if (!mounted.ok) return mounted;
  }
  await mkdir(namedNamespaceFolder);
  return ok(join(`/proc/self/fd/${String(folder)}`, basename(socket)));
}
