import { randomBytes } from 'node:crypto';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { isTraceTable, traceTablePrefix } from '#shared/model/trace';
import { nftIptablesSave, nftRuleset } from '../system/nft/nft';
import { openNftSession, type NftSession } from '../system/nft/nft-session';
import { monitorNft, type NftMonitor } from './monitor';
import { ownTableCommands, startCommands, type Mark } from './own-table';
import { parseTraceLine } from '../system/nft/parse-trace';
import { parseRuleset } from '../system/nft/parse-ruleset';
import { RuleBook } from './rule-book';
import type { TraceEvent } from '../system/nft/trace-event';

/** A namespace in which packets are traced. */
export interface TracePlace {
  /** `host`, or an endpoint's id. */
  readonly namespace: string;
  /** Path of the namespace's file; null for the helper's own. */
  readonly path: string | null;
  readonly marks: readonly Mark[];
  /** Marks for frames that a bridge forwards without passing them to iptables. */
  readonly bridgeMarks?: readonly Mark[];
}

/** A running trace of one namespace. */
export interface OpenPlace {
  readonly namespace: string;
  readonly book: RuleBook;
  /**
   * Starts marking packets. Call it last, when all places are open, since the kernel counts from
   * here.
   */
  mark(): Promise<Result<void>>;
  /** Reads the rules again, after they have changed. */
  reread(): Promise<RuleBook>;
  lost(): Promise<number>;
  /** Ends it. Once this settles, nothing of it is left in the kernel. */
  close(): Promise<void>;
}

/**
 * Sets up tracing in a namespace. Nothing is marked until {@link OpenPlace.mark}.
 *
 * @param count how many packets each mark reports at most
 * @param onEvent called for each message
 * @param onEnd called if it ends by itself, for instance with the namespace
 */
export async function openPlace(
  place: TracePlace,
  count: number,
  onEvent: (event: TraceEvent) => void,
  onEnd: () => void,
): Promise<Result<OpenPlace>> {
  const name = ownTableName();
  const tables: readonly MarkedTable[] = [
    { table: `inet ${name}`, marks: place.marks },
    ...(place.bridgeMarks === undefined
      ? []
      : [{ table: `bridge ${name}`, marks: place.bridgeMarks }]),
  ];
  const commands = tables.flatMap(({ table, marks }) => ownTableCommands(table, marks, count));
  const session = await openNftSession(place.path, commands, lastOf(tables));
  if (!session.ok) return session;
  const monitor = await monitorNft(
    place.path,
    (line) => {
      const event = parseTraceLine(line);
      if (event !== null && isOf(event, name)) onEvent(event);
    },
    onEnd,
  );
  if (!monitor.ok) return closedAfter(session.value, monitor.error);
  const book = await readBook(place.path);
  if (!book.ok) {
    monitor.value.stop();
    return closedAfter(session.value, book.error);
  }
  return ok(opened(place, tables, session.value, monitor.value, book.value));
}

/** One of our tables, as `inet NAME`, with what it marks. */
interface MarkedTable {
  readonly table: string;
  readonly marks: readonly Mark[];
}

function lastOf(tables: readonly MarkedTable[]): string {
  return tables.at(-1)?.table ?? '';
}

/** Leaves out the tables of other traces. A packet that one of them marked is reported to all. */
function isOf(event: TraceEvent, name: string): boolean {
  return event.table === name || !isTraceTable(event.table);
}

async function closedAfter(session: NftSession, error: AppError): Promise<Result<never>> {
  await session.close();
  return err(error);
}

function opened(
  { namespace, path }: TracePlace,
  tables: readonly MarkedTable[],
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
    mark() {
      const commands = tables.flatMap(({ table, marks }) => startCommands(table, marks));
      return session.run(commands, lastOf(tables));
    },
    async reread() {
      const read = await readBook(path);
      if (read.ok) book = read.value;
      return book;
    },
    lost: () => monitor.lost(),
    async close() {
      // First the source of the messages, so that the last ones are still counted.
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

/** Returns a new table name, unique on this machine. */
function ownTableName(): string {
  return `${traceTablePrefix}${String(process.pid)}-${randomBytes(4).toString('hex')}`;
}
