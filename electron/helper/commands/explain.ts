import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { readKernel } from '../apply/kernel';
import type { Observer } from '../observe/observer';
import { proxyCommands } from '../plan/commands';
import { commandsOf, planPublications, untouched } from '../plan/plan';
import type { Reconciler } from '../reconcile/reconciler';
import type { StateCache } from '../state/state-cache';

type Commands = HelperMethods['commands'];

/**
 * Returns the shell commands that would create a publication on a clean host: none while it waits
 * for its endpoint, and none for publications of other origins.
 *
 * @returns NO_SUCH_PUBLICATION for an unknown id
 */
export async function explain(
  reconciler: Reconciler,
  observer: Pick<Observer, 'last'>,
  state: Pick<StateCache, 'memory'>,
  { id }: Input<Commands>,
): Promise<Result<Output<Commands>>> {
  const publication = reconciler.applied.find(({ intent }) => intent.id === id);
  if (publication === undefined || observer.last === null) {
    const exists =
      reconciler.intents.publications.some((intent) => intent.id === id) ||
      reconciler.snapshot.publications.some((publication) => publication.id === id);
    return exists
      ? ok({ commands: [] })
      : err(appError('NO_SUCH_PUBLICATION', msg('error.noPublication', { id }), { id }));
  }
  const kernel = await readKernel(observer.last, state.memory);
  const steps = planPublications(untouched(kernel), [publication]);
  return ok({ commands: [...commandsOf(steps), ...proxyCommands(publication)] });
}
