import type { HelperHandlers } from '#shared/contract/helper';
import { visibleNote } from '#shared/model/visible-text';
import type { Result } from '#shared/result/result';
import type { Peer } from '#native/peer';

/** The methods that change something, now or for as long as a trace runs. */
const changingMethods = [
  'publish',
  'unpublish',
  'adjust',
  'createBridge',
  'deleteBridge',
  'attach',
  'detach',
  'applyFix',
  'undoFix',
  'setAccounting',
  'startTrace',
  'shutdown',
] as const satisfies readonly (keyof HelperHandlers)[];

/** Characters of a request that a line of the log shows. */
const shown = 300;

/**
 * Logs who changes what, and how it ended, on standard error, which a service manager keeps.
 * Rehearsals are not logged.
 *
 * @param peer the process that connected; it may have passed the connection on
 */
export function audited(handlers: HelperHandlers, peer: Peer): HelperHandlers {
  const by = `uid ${String(peer.uid)}, pid ${String(peer.pid)}`;
  const logged = changingMethods.map((method) => {
    const handler = handlers[method] as (input: object) => Promise<Result<unknown>>;
    const replacement = async (input: object): Promise<Result<unknown>> => {
      if ('dryRun' in input && input.dryRun === true) return handler(input);
      const result = await handler(input);
      const outcome = result.ok ? 'done' : result.error.code;
      const request = JSON.stringify(input).slice(0, shown);
      console.error(visibleNote(`${method} by ${by}: ${request}: ${outcome}`));
      return result;
    };
    return [method, replacement] as const;
  });
  return { ...handlers, ...Object.fromEntries(logged) };
}
