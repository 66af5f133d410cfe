import { parseArgs } from 'node:util';
import { inEnglish } from '#shared/messages/english';
import { msg, toEnglish, type Message } from '#shared/messages/message';
import { jsonText } from '#shared/model/json-text';
import { visibleLines, visibleNote, visibleTexts } from '#shared/model/visible-text';
import { appError } from '#shared/result/app-error';
import { err, type Result } from '#shared/result/result';
import { defaultHelperSocket, socketPathProblem } from '#transport/paths';
import { describeCleanup } from './cleanup/describe';
import { runCleanup, type CleanedUp } from './cleanup/run-cleanup';
import { continueWithLess } from './less-rights';
import { defaultStateFolder, exitCodes } from './options';

const usage = 'usage: portolan cleanup [--dry-run] [--state DIR] [--socket PATH] [--json]';

/** Runs `portolan cleanup`. @returns its exit code */
export async function cleanupCommand(args: readonly string[]): Promise<number> {
  const options = tryReadOptions(args);
  if (options === null) {
    console.error(usage);
    return exitCodes.usage;
  }
  const result = await cleanUp(options);
  if (options.json) console.log(jsonText(inEnglish(result)));
  else print(result, options['dry-run']);
  return result.ok ? exitCodes.done : exitCodes.failed;
}

function readOptions(args: readonly string[]) {
  return parseArgs({
    args: [...args],
    strict: true,
    options: {
      socket: { type: 'string', default: defaultHelperSocket },
      state: { type: 'string', default: defaultStateFolder },
      'dry-run': { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  }).values;
}

type Options = ReturnType<typeof readOptions>;

/** Reads the options. Prints why it could not. */
function tryReadOptions(args: readonly string[]): Options | null {
  try {
    const options = readOptions(args);
    const problem = problemIn(options);
    if (problem === null) return options;
    console.error(visibleNote(toEnglish(problem)));
  } catch (error) {
    console.error(visibleNote(error instanceof Error ? error.message : String(error)));
  }
  return null;
}

function problemIn({ socket, state }: Options): Message | null {
  return state === '' ? msg('launch.stateFolderEmpty') : socketPathProblem(socket);
}

async function cleanUp(options: Options): Promise<Result<CleanedUp>> {
  if (process.getuid?.() !== 0) {
    return err(appError('PERMISSION_DENIED', msg('cleanup.needsRoot')));
  }
  // It looks at the socket of a killed helper's owner, and removes it.
  const warnings = await continueWithLess({ servesUser: false, usesForeignSockets: true });
  for (const warning of warnings) console.error(visibleNote(toEnglish(warning)));
  return runCleanup({
    socket: options.socket,
    stateFolder: options.state,
    dryRun: options['dry-run'],
  });
}

function print(result: Result<CleanedUp>, dryRun: boolean): void {
  if (!result.ok) {
    console.error(visibleNote(toEnglish(result.error.message)));
    return;
  }
  const done = visibleTexts(inEnglish(result.value));
  for (const note of done.notes) console.error(visibleNote(note));
  console.log(visibleLines(describeCleanup(done, dryRun), Infinity));
}
