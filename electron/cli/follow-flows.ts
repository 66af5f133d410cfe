import { once } from 'node:events';
import type { HelperEvent } from '#shared/contract/helper';
import type { Flow } from '#shared/model/flow';
import { inEnglish } from '#shared/messages/english';
import { msg } from '#shared/messages/message';
import { appError, type AppError } from '#shared/result/app-error';
import { connectHelper } from '#transport/helper-connection';
import { flowSentence, statusWords } from './describe-flow';
import {
  brokenPipe,
  complain,
  exitCodeOf,
  exitCodes,
  outputBacklog,
  printJson,
  printValues,
  report,
} from './output';

/** Above this many buffered bytes, changes are skipped rather than queued. */
const slowBacklog = 16 * 1024 * 1024;

export interface FollowOptions {
  readonly socket: string;
  readonly json: boolean;
  readonly endpoint: string | undefined;
  /** Which flows are printed. */
  readonly wanted: (flow: Flow) => boolean;
}

type FlowsEvent = Extract<HelperEvent, { type: 'flows' }>;

/**
 * Prints every change of a flow as it happens, until a signal, or until the reader or the helper
 * ends. Notes on missing changes go to standard error.
 *
 * @returns the exit code: 0 after a signal, or when the reader closed the pipe
 */
export async function followFlows(options: FollowOptions): Promise<number> {
  const { json, endpoint } = options;
  let last = '';
  const remark = (words: readonly string[]) => {
    const text = words.join(' ');
    if (text !== '' && text !== last) complain(text);
    last = text;
  };
  const connection = await connectHelper(options.socket, (event) => {
    if (event.type === 'flows')
      remark(statusWords(inEnglish(event.status), printChanges(event, options)));
  });
  if (!connection.ok) return report(connection, json, () => '');
  const { call, closed } = connection.value;
  const close = () => {
    connection.value.close();
  };
  const ended = Promise.race([
    closed.then(() => 'helper' as const),
    Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM'), brokenPipe()]).then(
      () => 'signal' as const,
    ),
  ]);
  const first = await call.followFlows({ endpoint });
  if (!first.ok) {
    close();
    return report(first, json, () => '');
  }
  remark(statusWords(inEnglish(first.value.status), 0));
  const why = await ended;
  close();
  if (why === 'signal') return exitCodes.done;
  return fail(appError('HELPER_UNAVAILABLE', msg('launch.helperGone')), json);
}

/** @returns how many changes were skipped */
function printChanges(
  { changes, omitted = 0 }: FlowsEvent,
  { json, wanted }: FollowOptions,
): number {
  if (outputBacklog() > slowBacklog) return omitted + changes.length;
  const shown = changes.filter(({ flow }) => wanted(flow));
  if (json) printJson(shown);
  else printValues(shown, ({ type, flow }) => `${type.padEnd(7)}  ${flowSentence(flow)}`);
  return omitted;
}

function fail(error: AppError, json: boolean): number {
  report({ ok: false, error }, json, () => '');
  return exitCodeOf(error);
}
