import { readFileSync } from 'node:fs';
import { becomeWithLess } from '#native/privileges';
import { msg, type Text } from '#shared/messages/message';
import { helperEnvironment } from '#transport/helper-environment';
import {
  allCapabilities,
  capabilitiesFor,
  capabilityNumber,
  type Capability,
  type Duties,
} from './system/capabilities';
import { raiseFileLimit } from './system/file-limit';
import { loadLegacyModules } from './system/iptables/legacy-modules';
import { allowPriority } from './system/priority';
import { parseRights } from './system/proc/parse-rights';

/**
 * Set to the process id of a helper that started over, so that it does so once. Its rights are
 * checked all the same.
 */
const startedOver = 'PORTOLAN_STARTED_OVER';

/**
 * Starts this program over, in the same process and with the same arguments, without the rights
 * that a helper does not need and without the environment of whoever started it. What needs these
 * rights once is done before. Options of Node itself are dropped.
 *
 * If the kernel refuses, the helper works all the same: everything else that protects it stays.
 *
 * @returns in the program that started over, what to warn of
 */
export async function continueWithLess(duties: Duties): Promise<readonly Text[]> {
  const capabilities = capabilitiesFor(duties);
  if (process.env[startedOver] === String(process.pid)) return problemsWith(capabilities);
  await raiseFileLimit();
  await allowPriority();
  await loadLegacyModules();
  try {
    becomeWithLess(capabilities.map(capabilityNumber), {
      path: process.execPath,
      argv: ownCommandLine(),
      env: { ...helperEnvironment(process.env), [startedOver]: String(process.pid) },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [msg('warning.allRights', { reason })];
  }
}

/** The command line as this process was started with, without options of Node. */
function ownCommandLine(): readonly string[] {
  const words = readFileSync('/proc/self/cmdline', 'utf8').split('\0').slice(0, -1);
  return [process.execPath, ...words.slice(1 + process.execArgv.length)];
}

/** Compares the rights of this process with those that it is to have. */
function problemsWith(capabilities: readonly Capability[]): readonly Text[] {
  const rights = parseRights(readFileSync('/proc/self/status', 'latin1'));
  // What the owner's settings say may have changed in between.
  const most = maskOf(allCapabilities);
  const tooMuch = (rights.permitted | rights.bounding | rights.inheritable) & ~most;
  const missing = capabilities.filter((one) => (rights.effective & maskOf([one])) === 0n);
  return [
    ...(tooMuch !== 0n || !rights.isFinal
      ? [msg('warning.allRights', { reason: msg('warning.rightsLeft') })]
      : []),
    ...(missing.length > 0
      ? [msg('warning.rightsMissing', { rights: missing.map((one) => `CAP_${one}`).join(', ') })]
      : []),
  ];
}

function maskOf(capabilities: readonly Capability[]): bigint {
  return capabilities.reduce((mask, one) => mask | (1n << BigInt(capabilityNumber(one))), 0n);
}
