import { ownTableNames } from '#shared/model/own-rules';
import { isTraceTable } from '#shared/model/trace';
import type { Table } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import { appError, type AppError } from '#shared/result/app-error';
import { ok, type Result } from '#shared/result/result';
import { leftByFixes, type UndoneFix } from '../doctor/fixes';
import { OtherTables } from '../observe/read/other-rules';
import { ownTables } from '../plan/own-tables';
import { isAbandonedSocket } from '../server/open-socket';
import { abandonedLocks } from '../state/namespace-lock';
import type { FixRecord } from '../state/fix';
import { StateStore, type State } from '../state/store';
import { ipRead } from '../system/ip/ip';
import { emptyNetwork, parseNetwork, type NetworkReading } from '../system/ip/parse-network';
import { iptablesBackend } from '../system/iptables/iptables';
import { readSingleTables, readTables } from '../system/iptables/tables';
import { nftTableNames } from '../system/nft/nft';
import { largeOutput } from '../system/run';

/** Time limit for links, addresses and routes, in milliseconds. */
const networkLimit = 30_000;

/** What there is of a helper that has ended, and of others in the same tables. */
export interface Found {
  readonly tables: readonly Table[];
  readonly network: NetworkReading;
  readonly undone: readonly UndoneFix[];
  /** The records of fixes that the next helper needs. */
  readonly keptFixes: readonly FixRecord[];
  readonly files: readonly string[];
  /** What could not be read. */
  readonly problems: readonly AppError[];
}

/** Files that a killed helper left behind. */
export async function findFiles(socket: string, stateFolder: string): Promise<readonly string[]> {
  return [
    ...((await isAbandonedSocket(socket)) ? [socket] : []),
    ...(await abandonedLocks()),
    ...(await StateStore.leftovers(stateFolder)),
  ];
}

/** Reads what the kernel has; a part that cannot be read does not keep the others. */
export async function find(state: State, files: readonly string[]): Promise<Found> {
  const problems: AppError[] = [];
  const read = await readTables();
  if (!read.ok) problems.push(read.error);
  const tables = read.ok ? read.value : await readSingleTables(ownTableNames);
  problems.push(...(await hiddenRules()));
  const network = await readNetwork();
  if (!network.ok) problems.push(network.error);
  const { undone, kept } = await leftByFixes(state.fixes);
  return {
    tables,
    network: network.ok ? network.value : emptyNetwork,
    undone,
    keptFixes: kept,
    files,
    problems,
  };
}

/** Why rules of ours cannot be removed that the command `iptables` does not show. */
async function hiddenRules(): Promise<readonly AppError[]> {
  const backend = await iptablesBackend();
  if (!backend.ok) return [backend.error];
  const tables = await new OtherTables().read(backend.value);
  if (ownTables(tables).length === 0) return [];
  const other = backend.value === 'nft' ? 'legacy' : 'nft';
  const text = msg('cleanup.hiddenRules', { program: `iptables-${other}` });
  return [appError('UNSUPPORTED', text)];
}

async function readNetwork(): Promise<Result<NetworkReading>> {
  const text = await ipRead(null, { timeout: networkLimit, maxOutput: largeOutput });
  return text.ok ? ok(parseNetwork(text.value)) : text;
}

/** The tables of traces that are still there. Without nft there are none. */
export async function traceTables(): Promise<readonly string[]> {
  const names = await nftTableNames();
  return names.ok ? names.value.filter(isTraceTable) : [];
}
