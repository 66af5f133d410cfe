import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { Engine } from '../reconcile/reconciler';
import { readSysctl } from '../system/sysctl';
import { accountingKey } from './run/accounting-key';

/**
 * Lets the kernel count bytes of connections that begin from now on, or puts that back as it was. It was on before
 * anybody asked: then it stays on.
 */
export async function setAccounting(
  engine: Engine,
  on: boolean,
): Promise<Result<{ readonly accounting: boolean; readonly commands: readonly string[] }>> {
  if ((await readSysctl(accountingKey)) === null) {
    return err(appError('UNSUPPORTED', msg('follow.noAccounting')));
  }
  const held = await engine.holdSysctls(on ? { [accountingKey]: '1' } : {});
  if (!held.ok) return held;
  const accounting = (await readSysctl(accountingKey)) === '1';
  const commands = held.value.filter((command) => command.includes(accountingKey));
  return ok({ accounting, commands });
}
