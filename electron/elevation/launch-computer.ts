import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { exec as execAsRoot } from '@vscode/sudo-prompt';
import { connectHelper } from '#transport/helper-connection';
import { helperEnvironment } from '#transport/helper-environment';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg, type Message } from '#shared/messages/message';
import { awaitReady } from './await-ready';
import { computerArgs, elevationCommand, type ComputerOptions } from './computer-command';
import { boundHelper, type LaunchedHelper } from './launched-helper';
import { nodeRuntime } from './node-runtime';

/** How long a helper may take to start when no consent is needed, in milliseconds. */
const readyLimit = 20_000;
/** How long the user may take to read the dialog and type a password, in milliseconds. */
const consentLimit = 180_000;
/** pkexec(1) refuses to run anything when `SHELL` is not listed in /etc/shells. */
const knownShell = '/bin/sh';

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** The command that elevation will run, for the user to read before consenting. */
export function previewCommand(options: ComputerOptions): Result<string> {
  return elevationCommand(nodeRuntime(), options);
}

/**
 * Starts this computer's helper as root; it ends with this process. When this process is not root,
 * the desktop's own dialog (polkit) asks the user.
 *
 * @returns PERMISSION_DENIED (the user or the system refused), TIMED_OUT, UNSUPPORTED (a path that
 * a shell could misread), or COMMAND_FAILED (the helper ended)
 */
export function launchComputer(options: ComputerOptions): Promise<Result<LaunchedHelper>> {
  return isRoot() ? launchDirectly(options) : launchElevated(options);
}

async function launchDirectly(options: ComputerOptions): Promise<Result<LaunchedHelper>> {
  const node = nodeRuntime();
  const args = computerArgs(options);
  const child = spawn(node.path, args, {
    env: helperEnvironment(process.env),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => undefined);
  const helper = boundHelper(options.socket, child);
  const readiness = await awaitReady(child, readyLimit);
  if (readiness.kind === 'ready') return ok(helper);
  if (readiness.kind === 'late') {
    await helper.stop();
    return err(appError('TIMED_OUT', msg('launch.tooLate')));
  }
  return err(helperEnded([node.path, ...args], readiness.exitCode, readiness.stderr));
}

/**
 * sudo-prompt calls back only when the program ends, and reports every early end as a refusal. So
 * the helper's answer on its socket counts as success.
 */
async function launchElevated(options: ComputerOptions): Promise<Result<LaunchedHelper>> {
  const command = previewCommand(options);
  if (!command.ok) return command;
  // sudo-prompt writes the working folder into its shell line too.
  process.chdir('/');
  const outcome: { failure: AppError | null } = { failure: null };
  const exited = new Promise<void>((resolve) => {
    const options = { name: 'Portolan', env: { SHELL: knownShell } };
    execAsRoot(command.value, options, (error, _stdout, stderr) => {
      outcome.failure = elevationFailure(error, String(stderr ?? ''));
      resolve();
    });
  });
  const deadline = Date.now() + consentLimit;
  while (Date.now() < deadline) {
    if (outcome.failure !== null) return err(outcome.failure);
    const connection = await connectHelper(options.socket);
    if (connection.ok) {
      connection.value.close();
      // The helper ends with its standard input, a pipe of this process.
      return ok({ socket: options.socket, pid: null, exited, stop: () => Promise.resolve() });
    }
    await delay(200);
  }
  return err(appError('TIMED_OUT', msg('launch.noConsent', { minutes: consentLimit / 60_000 })));
}

export function elevationFailure(error: Error | undefined, stderr: string): AppError {
  const text = error?.message ?? '';
  const cause = missingPolkit(text, stderr);
  if (cause !== null) {
    return appError('PERMISSION_DENIED', msg('launch.cannotAsk', { cause }), { stderr });
  }
  if (text.startsWith('User did not grant permission')) {
    return appError('PERMISSION_DENIED', msg('launch.refused'), { stderr });
  }
  return helperEnded(['portolan', 'helper'], null, stderr === '' ? text : stderr);
}

/** What prevents the dialog from appearing; sudo-prompt reports some of these as a refusal. */
function missingPolkit(text: string, stderr: string): Message | null {
  if (text.includes('polkit authentication agent')) return msg('launch.noAgent');
  if (text.startsWith('Unable to find pkexec')) return msg('launch.noPkexec');
  return stderr.startsWith('Error getting authority') ? msg('launch.noPolkit') : null;
}

function helperEnded(argv: string[], exitCode: number | null, stderr: string): AppError {
  const lastLine = stderr.trim().split('\n').at(-1) ?? '';
  return {
    code: 'COMMAND_FAILED',
    message: msg('launch.helperEnded', { output: lastLine }),
    details: { argv, exitCode, stderr },
  };
}
