import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { Transactions } from '../reconcile/reconciler';
import { accountingKey } from '../system/conntrack/accounting-key';
import { readSysctl } from '../system/sysctl';

/** Enables byte counting while a client wants it. The reconciler restores the previous value. */
export class Accounting {
  #wanted = false;

  /** The sysctls to hold, for the reconciler. */
  get heldSysctls(): Readonly<Record<string, string>> {
    return this.#wanted ? { [accountingKey]: '1' } : {};
  }

  /**
   * Enables byte counting for connections that begin from now on, or restores the previous value.
   * If it was on before Portolan enabled it, it stays on.
   *
   * @returns UNSUPPORTED where the kernel cannot count
   */
  async set(
    reconciler: Transactions,
    on: boolean,
  ): Promise<Result<{ readonly accounting: boolean; readonly commands: readonly string[] }>> {
    if ((await readSysctl(accountingKey)) === null) {
      return err(appError('UNSUPPORTED', msg('follow.noAccounting')));
    }
    const done = await reconciler.transact(async (tx) => {
      const before = this.#wanted;
      this.#wanted = on;
      const view = await tx.look();
      const committed = view.ok ? await tx.commit(view.value, {}) : view;
      if (!committed.ok) this.#wanted = before;
      return committed;
    });
    if (!done.ok) return done;
    const accounting = (await readSysctl(accountingKey)) === '1';
    const commands = done.value.commands.filter((command) => command.includes(accountingKey));
    return ok({ accounting, commands });
  }
}
