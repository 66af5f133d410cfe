import { setTimeout as delay } from 'node:timers/promises';
import { msg, type Message } from '#shared/messages/message';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { listTracked } from '../../system/conntrack/conntrack-stream';
import { parseEntry } from '../../system/conntrack/parse-entry';
import type { Ending } from '../../system/follow';
import { asciiText, textLines } from '../../util/text-lines';
import type { StringPool } from '../../util/string-pool';

/** Time in which the events from before a listing's end are read, in milliseconds. */
const settleTime = 150;

/**
 * Lists every tracked connection once, and waits until earlier events have been read.
 *
 * @returns why it failed; null when the list is complete
 */
export async function readTable(
  namespacePath: string | null,
  pool: StringPool,
  onEntry: (entry: ConntrackEntry) => void,
): Promise<Message | null> {
  const push = textLines((line) => {
    const entry = parseEntry(line, pool);
    if (entry !== null) onEntry(entry);
  }, asciiText);
  const { complaint, exitCode } = await new Promise<Ending>((resolve) => {
    listTracked(namespacePath, push, resolve);
  });
  if (exitCode !== 0)
    return conntrackProblem(complaint === '' ? 'conntrack -L was ended' : complaint);
  await delay(settleTime);
  return null;
}

/** Explains what conntrack(8) wrote to its standard error. */
export function conntrackProblem(complaint: string): Message {
  if (complaint.includes('is not installed')) return msg('follow.noConntrack');
  if (/permitted|must be root/i.test(complaint)) return msg('follow.forbidden');
  if (/Protocol not supported|No such file/i.test(complaint)) return msg('follow.noNetlink');
  const output = complaint.split('\n').find((line) => !/^(NOTICE|WARNING)/.test(line)) ?? '';
  return output === '' ? msg('follow.conntrackEnded') : msg('follow.conntrackFailed', { output });
}
