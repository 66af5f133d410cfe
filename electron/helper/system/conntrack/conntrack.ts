import { familyName, familyOf, type Family } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import { ok, type Result } from '#shared/result/result';
import { largeOutput, run } from '../run';
import type { ConntrackEntry } from './conntrack-entry';
import { parseEntries } from './parse-entry';

/** conntrack(8) exits with 1 when no entry matched. */
const deletedOrNone = [0, 1];

/** Selects tracked connections; absent fields match all. */
export interface ConnectionFilter {
  readonly protocol?: Protocol;
  /** The destination port of a connection's first packet. */
  readonly port?: number;
}

/** The tracked connections of a family. */
export async function listConnections(
  family: Family,
  { protocol, port }: ConnectionFilter = {},
): Promise<Result<readonly ConntrackEntry[]>> {
  const args = ['-L', '-o', 'extended,id', '-f', familyName(family)];
  const match = [
    ...(protocol === undefined ? [] : ['-p', protocol]),
    ...(port === undefined ? [] : ['--orig-port-dst', String(port)]),
  ];
  const result = await run('conntrack', [...args, ...match], { maxOutput: largeOutput });
  return result.ok ? ok(parseEntries(result.value.stdout)) : result;
}

/**
 * Deletes the tracked connections to a host port, so that the rules decide about their next packet.
 * Otherwise an entry from before a change still decides where packets go: NAT rules see only the
 * first packet of a connection.
 *
 * @param replySource only connections that are answered from this address
 * @returns UNSUPPORTED when conntrack is not installed
 */
export async function forgetConnections(
  protocol: Protocol,
  hostPort: number,
  family: Family,
  replySource?: string,
): Promise<Result<void>> {
  const match = ['-D', '-f', familyName(family), '-p', protocol];
  const port = ['--orig-port-dst', String(hostPort)];
  const source =
    replySource === undefined || familyOf(replySource) !== family
      ? []
      : ['--reply-src', replySource];
  const result = await run('conntrack', [...match, ...port, ...source], {
    expectedExit: deletedOrNone,
    maxOutput: largeOutput,
  });
  return result.ok ? ok(undefined) : result;
}
