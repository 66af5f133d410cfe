import { setTimeout as delay } from 'node:timers/promises';
import { listTracked } from '../../system/conntrack/conntrack-stream';
import type { ConntrackEntry } from '../../system/conntrack/conntrack-entry';
import { asciiLines } from '../../util/ascii-lines';
import type { StringPool } from '../../util/string-pool';
import { parseEntry } from '../../system/conntrack/parse-entry';

/** Events from before a listing's end have been read after so long, in milliseconds. */
const settleTime = 150;

/**
 * Lists every tracked connection once.
 *
 * @returns why it failed; null when it is complete
 */
export async function readTable(
  namespacePath: string | null,
  pool: StringPool,
  onEntry: (entry: ConntrackEntry) => void,
): Promise<string | null> {
  const push = asciiLines((line) => {
    const entry = parseEntry(line, pool);
    if (entry !== null) onEntry(entry);
  });
  const { complaint, exitCode } = await new Promise<{
    readonly complaint: string;
    readonly exitCode: number | null;
  }>((resolve) => {
    listTracked(namespacePath, push, resolve);
  });
  if (exitCode !== 0) return complaint === '' ? 'conntrack -L was ended' : complaint;
  await delay(settleTime);
  return null;
}
