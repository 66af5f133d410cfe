import { ok, type Result } from '#shared/result/result';
import type { Protocol } from '#shared/model/port-spec';
import { familyOf, type Family } from '#shared/model/address';
import { run } from '../run';

/** conntrack(8) exits with 1 when no entry matched. */
const deletedOrNone = [0, 1];

/**
 * The tracked connections of a protocol and family, as `conntrack -L` prints them.
 *
 * @param askedPort only those that asked this port
 */
export async function listConnections(
  protocol: Protocol,
  family: Family,
  askedPort?: number,
): Promise<Result<string>> {
  const port = askedPort === undefined ? [] : ['--orig-port-dst', String(askedPort)];
  const args = ['-L', '-p', protocol, '-f', familyName(family), ...port];
  const result = await run('conntrack', args);
  return result.ok ? ok(result.value.stdout) : result;
}

/** All tracked connections of a family with the kernel's ids, as `conntrack -L -o id` prints them. */
export async function listConnectionIds(family: Family): Promise<Result<string>> {
  const result = await run('conntrack', ['-L', '-o', 'id', '-f', familyName(family)]);
  return result.ok ? ok(result.value.stdout) : result;
}

function familyName(family: Family): string {
  return family === 4 ? 'ipv4' : 'ipv6';
}

/**
 * Forgets the connections that were made to a host port, so that their next packet is looked at anew. Without
 * this, an entry from before a change goes on deciding where packets go: NAT rules see only a connection's first.
 *
 * @param replySource only those that were led to this address
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
  });
  return result.ok ? ok(undefined) : result;
}
