import { spawn } from 'node:child_process';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { connectHelper } from '#transport/helper-connection';
import { labLog } from '#transport/paths';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { awaitReady } from './await-ready';
import { boundHelper, exitOf, hasEnded, type LaunchedHelper } from './launched-helper';
import { explainNamespaceRefusal, readNamespaceSwitches } from './namespace-refusal';
import { nodeRuntime } from './node-runtime';
import { prepareRuntimeFolder } from './runtime-folder';
import { removeStaleSocket } from './stale-socket';

export interface LaunchLabOptions {
  readonly socket: string;
  /** The helper's bundle, a JavaScript file. */
  readonly helperBundle: string;
  /**
   * `bound`: the lab ends with this process. `detached`: it outlives it, and logs beside its
   * socket.
   */
  readonly lifetime: 'bound' | 'detached';
}

/** How long a lab may take to start, in milliseconds. */
const readyLimit = 20_000;

/**
 * Creates the user, network, mount and pid namespaces of a lab, see unshare(1). When the program is
 * killed, the kernel ends everything inside.
 */
const unshareArgs = [
  '--user',
  '--map-root-user',
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
];

/**
 * Starts a helper in its own network namespace, without root, and waits until it answers.
 *
 * @returns UNSUPPORTED (this system forbids user namespaces, or has no unshare), PERMISSION_DENIED
 * (the socket's folder is not this user's), TIMED_OUT, or COMMAND_FAILED (the helper ended)
 */
export async function launchLab(options: LaunchLabOptions): Promise<Result<LaunchedHelper>> {
  const folder = await prepareRuntimeFolder(dirname(options.socket));
  if (!folder.ok) return folder;
  // A lab that was killed leaves both.
  if (await removeStaleSocket(options.socket)) await rm(labLog(options.socket), { force: true });
  return options.lifetime === 'bound' ? launchBound(options) : launchDetached(options);
}

function labArgs(options: LaunchLabOptions): readonly string[] {
  const node = nodeRuntime();
  return [...unshareArgs, node.path, options.helperBundle, 'lab', '--socket', options.socket];
}

async function launchBound(options: LaunchLabOptions): Promise<Result<LaunchedHelper>> {
  const args = [...labArgs(options), '--until-stdin-ends'];
  const child = spawn('unshare', args, {
    env: { ...process.env, ...nodeRuntime().env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const helper = boundHelper(options.socket, child);
  child.stdin.on('error', () => undefined);
  const readiness = await awaitReady(child, readyLimit);
  switch (readiness.kind) {
    case 'ready':
      return ok(helper);
    case 'late':
      await helper.stop();
      return err(tooLate());
    case 'ended':
      return err(await labFailure(args, readiness.exitCode, readiness.stderr));
  }
}

async function launchDetached(options: LaunchLabOptions): Promise<Result<LaunchedHelper>> {
  const logPath = labLog(options.socket);
  const log = await open(logPath, 'w', 0o600);
  const args = labArgs(options);
  const child = spawn('unshare', args, {
    env: { ...process.env, ...nodeRuntime().env },
    stdio: ['ignore', log.fd, log.fd],
    detached: true,
  });
  const exited = exitOf(child);
  await log.close();
  const deadline = Date.now() + readyLimit;
  while (Date.now() < deadline) {
    if (hasEnded(child)) {
      const text = await readTail(logPath);
      return err(await labFailure(args, child.exitCode, text));
    }
    const connection = await connectHelper(options.socket);
    if (connection.ok) {
      connection.value.close();
      child.unref();
      return ok(detachedHelper(options.socket, child.pid ?? null, exited));
    }
    await delay(50);
  }
  child.kill('SIGKILL');
  return err(tooLate());
}

/** A detached lab ends by a call to its helper, which any process can make. */
function detachedHelper(socket: string, pid: number | null, exited: Promise<void>): LaunchedHelper {
  return {
    socket,
    pid,
    exited,
    async stop() {
      const connection = await connectHelper(socket);
      if (!connection.ok) return;
      await connection.value.call.shutdown({});
      await connection.value.closed;
    },
  };
}

async function readTail(path: string): Promise<string> {
  const file = await open(path, 'r');
  const text = await file.readFile('utf8').finally(() => file.close());
  return text.slice(-8_192);
}

function tooLate(): AppError {
  return appError('TIMED_OUT', msg('launch.labTooLate', { seconds: readyLimit / 1000 }));
}

async function labFailure(
  args: readonly string[],
  exitCode: number | null,
  stderr: string,
): Promise<AppError> {
  if (stderr.includes('spawn unshare ENOENT')) {
    return appError('UNSUPPORTED', msg('launch.noUnshare'));
  }
  const refusal = explainNamespaceRefusal(stderr, await readNamespaceSwitches());
  if (refusal !== null) return refusal;
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return {
    code: 'COMMAND_FAILED',
    message: msg('launch.labFailed', { output: lastLine }),
    details: { argv: ['unshare', ...args], exitCode, stderr },
  };
}
