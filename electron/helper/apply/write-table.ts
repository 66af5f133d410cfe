import { toEnglish } from '#shared/messages/message';
import type { AppError } from '#shared/result/app-error';
import { ok, type Result } from '#shared/result/result';
import { iptablesRestore } from '../system/iptables/iptables';
import type { TableTransition } from '../plan/transition';

/**
 * How many rules usually fit into one netlink message of a process that may not enlarge its send
 * buffer.
 */
const linesPerPiece = 200;

/**
 * Changes a table as one transaction. Where the kernel rejects a message of that size (in a user
 * namespace the send buffer is limited by `net.core.wmem_max`), it writes the table in pieces, each
 * of them a transaction.
 */
export async function writeTable(change: TableTransition): Promise<Result<void>> {
  const whole = await iptablesRestore(change.family, change.input);
  if (whole.ok || !isTooLong(whole.error)) return whole;
  for (let start = 0; start < change.lines.length; start += linesPerPiece) {
    const written = await writePiece(change, change.lines.slice(start, start + linesPerPiece));
    if (!written.ok) return written;
  }
  return ok(undefined);
}

/** Writes lines as one transaction, or as two halves when there are too many. */
async function writePiece(
  change: TableTransition,
  lines: readonly string[],
): Promise<Result<void>> {
  const input = [`*${change.table}`, ...lines, 'COMMIT', ''].join('\n');
  const written = await iptablesRestore(change.family, input);
  if (written.ok || lines.length < 2 || !isTooLong(written.error)) return written;
  const middle = Math.ceil(lines.length / 2);
  const first = await writePiece(change, lines.slice(0, middle));
  return first.ok ? writePiece(change, lines.slice(middle)) : first;
}

function isTooLong({ message }: AppError): boolean {
  return toEnglish(message).includes('Message too long');
}
