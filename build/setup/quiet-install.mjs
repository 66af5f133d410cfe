// @ts-check
import { rmSync, writeFileSync } from 'node:fs';

/** Debian's hook that decides whether to start an installed service; exit code 101 forbids it. */
const policy = '/usr/sbin/policy-rc.d';

/**
 * Runs an installation without starting services. The tests start container engines in their own
 * namespaces; on the machine itself an engine would write firewall rules. An existing policy of the
 * machine is kept.
 *
 * @template T
 * @param {() => Promise<T>} install
 * @returns {Promise<T>}
 */
export async function withoutStartingServices(install) {
  try {
    writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755, flag: 'wx' });
  } catch {
    return install();
  }
  try {
    return await install();
  } finally {
    rmSync(policy, { force: true });
  }
}
