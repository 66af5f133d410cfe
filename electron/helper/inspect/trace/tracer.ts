import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { monitorNft, nftIptablesSave, nftRuleset, type NftMonitor } from '../../exec/nft';
import { openNftSession, type NftSession } from '../../exec/nft-session';
import { ownTableCommands, ownTableName, type Mark } from './own-table';
import { parseTraceLine } from './parse-monitor';
import { parseRuleset } from './parse-ruleset';
import { RuleBook } from './rule-book';
import type { TraceEvent } from './trace-event';

/** A namespace in which packets are followed. */
export interface TracePlace {
  /** `host`, or an endpoint's id. */
  readonly namespace: string;
  /** A file that stands for it; null for the helper's own. */
  readonly path: string | null;
  readonly marks: readonly Mark[];
  /** Marks for frames that a bridge passes on without asking iptables. */
  readonly bridgeMarks?: readonly Mark[];
}

/** The kernel's messages of one namespace, as long as it is open. */
export interface OpenPlace {
  readonly namespace: string;
  readonly book: RuleBook;
  /** Reads the rules anew, after they have changed. */
  reread(): Promise<RuleBook>;
  lost(): Promise<number>;
  /** Ends it; nothing of it is left in the kernel when this settles. */
  close(): Promise<void>;
}

let serial = 0;

/**
 * Begins to follow packets in a namespace.
 *
 * @param count how many packets each mark reports at most
 * @param onEvent called for each message
 * @param onEnd called when it ended by itself, such as with the namespace
 * @returns when packets that come from now on are reported
 */
export async function openPlace(
  { namespace, path, marks, bridgeMarks = [] }: TracePlace,
  count: number,
  onEvent: (event: TraceEvent) => void,
  onEnd: () => void,
): Promise<Result<OpenPlace>> {
  serial += 1;
  const name = ownTableName(process.pid, serial);
  const families = bridgeMarks.length === 0 ? (['inet'] as const) : (['inet', 'bridge'] as const);
  const commands = families.flatMap((family) =>
    ownTableCommands(name, family, family === 'inet' ? marks : bridgeMarks, count),
  );
  const session = await openNftSession(path, commands, `${families.at(-1) ?? 'inet'} ${name}`);
  if (!session.ok) return session;
  const monitor = await monitorNft(
    path,
    (line) => {
      const event = parseTraceLine(line);
      if (event !== null && isOf(event, name)) onEvent(event);
    },
    onEnd,
  );
  if (!monitor.ok) return closedAfter(session.value, monitor.error);
  const book = await readBook(path);
  if (!book.ok) {
    monitor.value.stop();
    return closedAfter(session.value, book.error);
  }
  return ok(placed(namespace, path, session.value, monitor.value, book.value));
}

/** Another trace's table is left out; a packet that it marked is seen by both. */
function isOf(event: TraceEvent, name: string): boolean {
  return event.table === name || !event.table.startsWith('portolan-trace-');
}

async function closedAfter(session: NftSession, error: AppError): Promise<Result<never>> {
  await session.close();
  return err(error);
}

function placed(
  namespace: string,
  path: string | null,
  session: NftSession,
  monitor: NftMonitor,
  first: RuleBook,
): OpenPlace {
  let book = first;
  return {
    namespace,
    get book() {
      return book;
    },
    async reread() {
      const read = await readBook(path);
      if (read.ok) book = read.value;
      return book;
    },
    lost: () => monitor.lost(),
    async close() {
      // First what makes messages, so that the last ones are still counted.
      await session.close();
      monitor.stop();
    },
  };
}

async function readBook(path: string | null): Promise<Result<RuleBook>> {
  const [ruleset, four, six] = await Promise.all([
    nftRuleset(path),
    nftIptablesSave(path, 4),
    nftIptablesSave(path, 6),
  ]);
  if (!ruleset.ok) return ruleset;
  const iptables = [...parseIptablesSave(four, 'ipv4'), ...parseIptablesSave(six, 'ipv6')];
  return ok(new RuleBook(parseRuleset(ruleset.value), iptables));
}
