// @ts-check
import { rmSync, writeFileSync } from 'node:fs';

/** Debian's hook that decides whether an installed service is started; 101 means that it is not. */
const policy = '/usr/sbin/policy-rc.d';

/**
 * Runs an installation that starts no service: an engine that the tests run in namespaces of their own must not
 * start on the machine itself, where it would write firewall rules. A policy that the machine has already stays.
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
