import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { inEnglish } from '#shared/messages/english';
import { msg, toEnglish, type Message } from '#shared/messages/message';
import { jsonText } from '#shared/model/json-text';
import { visibleNote } from '#shared/model/visible-text';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { defaultHelperSocket, socketPathProblem } from '#transport/paths';
import { dockerSettings } from './observe/read/containers/docker-settings';
import { engineSockets, isForeignSocket } from './observe/read/containers/engine-sockets';
import { isFlowThread, runFlowThread } from './flows/worker';
import { runProber } from './paths/prober';
import { continueWithLess } from './less-rights';
import { runLab } from './lab/run-lab';
import { runWebServer } from './lab/web-server';
import { cleanupCommand } from './cleanup-command';
import { defaultStateFolder, exitCodes } from './options';
import { runHelper } from './server/run-helper';

const usage =
  'usage: portolan helper [--socket PATH] [--state DIR] [--owner UID] [--idle-limit SECONDS] [--docker-socket PATH]...';

function readOptions(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    options: {
      socket: { type: 'string', default: defaultHelperSocket },
      state: { type: 'string', default: defaultStateFolder },
      owner: { type: 'string', default: callingUser() },
      'idle-limit': { type: 'string', default: '0' },
      'docker-socket': { type: 'string', multiple: true },
      'until-stdin-ends': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

/** User id of the caller of sudo(8) or pkexec(1); root without them. */
function callingUser(): string {
  return process.env['SUDO_UID'] ?? process.env['PKEXEC_UID'] ?? String(process.getuid?.() ?? 0);
}

/**
 * Keeps V8's space for young objects small. What the helper reads each second soon becomes garbage;
 * a larger space for it would cost tens of megabytes without any gain.
 */
function keepHeapSmall(): void {
  setFlagsFromString('--semi-space-growth-factor=1');
}

async function main(argv: readonly string[]): Promise<void> {
  const [command, ...rest] = argv;
  if (command === 'lab-web') {
    const [name = '', address = '', port = ''] = rest;
    runWebServer(name, address, Number(port));
    return;
  }
  if (command === 'probe') {
    runProber();
    return;
  }
  if (command === 'cleanup') process.exit(await cleanupCommand(rest));
  const options = tryReadOptions(rest);
  if (options === null || (command !== 'helper' && command !== 'lab')) {
    console.error(usage);
    process.exit(exitCodes.usage);
  }
  const problem = problemIn(options);
  if (problem !== null) {
    console.error(visibleNote(toEnglish(problem)));
    console.error(usage);
    process.exit(exitCodes.usage);
  }
  finish(await start(command, options), options.json);
}

async function start(
  command: 'helper' | 'lab',
  options: ReturnType<typeof readOptions>,
): Promise<Result<void>> {
  keepHeapSmall();
  const untilStdinEnds = options['until-stdin-ends'];
  const owner = Number(options.owner);
  if (process.getuid?.() !== 0) {
    return err(appError('PERMISSION_DENIED', msg('launch.needsRoot')));
  }
  if (command === 'lab') {
    const warnings = await continueWithLess({ servesUser: false, usesForeignSockets: false });
    return runLab({ socket: options.socket, untilStdinEnds, script: __filename, warnings });
  }
  const sockets =
    options['docker-socket'] ?? engineSockets(await dockerSettings(process.env, owner));
  const warnings = await continueWithLess({
    servesUser: owner !== 0,
    usesForeignSockets: isInForeignFolder(options.socket) || sockets.some(isForeignSocket),
  });
  return runHelper({
    script: __filename,
    socket: options.socket,
    stateFolder: options.state,
    owner,
    world: 'computer',
    untilStdinEnds,
    idleLimit: Number(options['idle-limit']) * 1000,
    engineSockets: sockets,
    warnings,
  });
}

/** Whether the folder of a file, or the first one above that exists, belongs to another user. */
function isInForeignFolder(file: string): boolean {
  const folder = dirname(resolve(file));
  try {
    const found = statSync(folder, { throwIfNoEntry: false });
    return found === undefined ? isInForeignFolder(folder) : found.uid !== process.getuid?.();
  } catch {
    // It cannot be used; opening the socket reports why.
    return false;
  }
}

/** The largest user id. The next number, (uid_t) -1, means "unchanged" in chown(2). */
const maxUser = 4_294_967_294;
/** In seconds; as milliseconds it is still within the range of timers. */
const maxIdleLimit = 999_999;

/** Why the values of some options cannot be used; null when they can. */
function problemIn(options: ReturnType<typeof readOptions>): Message | null {
  const { owner, 'idle-limit': idleLimit, 'docker-socket': sockets = [] } = options;
  if (!isWholeNumber(owner, maxUser)) {
    return msg('launch.notNumber', { option: '--owner', most: maxUser, text: owner });
  }
  if (!isWholeNumber(idleLimit, maxIdleLimit)) {
    return msg('launch.notNumber', { option: '--idle-limit', most: maxIdleLimit, text: idleLimit });
  }
  if (options.state === '') return msg('launch.stateFolderEmpty');
  for (const path of [options.socket, ...sockets]) {
    const problem = socketPathProblem(path);
    if (problem !== null) return problem;
  }
  return null;
}

/** Whether a text is a decimal number from 0 to a maximum. */
function isWholeNumber(text: string, most: number): boolean {
  return /^(0|[1-9][0-9]{0,9})$/.test(text) && Number(text) <= most;
}

/** Reads the options. Prints why it could not. */
function tryReadOptions(args: readonly string[]): ReturnType<typeof readOptions> | null {
  try {
    return readOptions(args);
  } catch (error) {
    console.error(visibleNote(error instanceof Error ? error.message : String(error)));
    return null;
  }
}

function finish(result: Result<void>, json: boolean): never {
  if (!result.ok) {
    if (json) console.log(jsonText(inEnglish(result)));
    else console.error(visibleNote(toEnglish(result.error.message)));
  }
  process.exit(result.ok ? exitCodes.done : exitCodes.failed);
}

if (isFlowThread) runFlowThread();
else void main(process.argv.slice(2));
