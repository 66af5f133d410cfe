import { helperMethods, type HelperHandlers } from '#shared/contract/helper';
import type { WindowHandlers } from '#shared/contract/window';
import type { Result } from '#shared/result/result';
import { ok } from '#shared/result/result';
import type { CurrentWorld } from './world';

/** What the window may ask for: the helper's methods are passed on, the rest is answered here. */
export function windowHandlers(world: CurrentWorld, locale: () => string): WindowHandlers {
  const copy = async () => {
    const snapshot = world.snapshot();
    return snapshot === null ? relayed(world).snapshot({}) : ok(snapshot);
  };
  return {
    ...relayed(world),
    // From the copy, so that the snapshot fits the changes that the window is told of.
    snapshot: copy,
    subscribe: copy,
    initial: () =>
      Promise.resolve(ok({ state: world.state(), snapshot: world.snapshot(), locale: locale() })),
    chooseWorld: ({ world: chosen, consent }) => {
      void world.choose(chosen, consent);
      return Promise.resolve(ok({}));
    },
  };
}

/** Every method of the helper, asked of whichever helper is connected at the time. */
function relayed(world: CurrentWorld): HelperHandlers {
  const relay = (name: string) => async (input: unknown) => {
    const helper = world.helper();
    if (!helper.ok) return helper;
    const methods = helper.value as unknown as Readonly<
      Record<string, (input: unknown) => Promise<Result<unknown>>>
    >;
    return methods[name]?.(input);
  };
  return Object.fromEntries(
    Object.keys(helperMethods).map((name) => [name, relay(name)]),
  ) as unknown as HelperHandlers;
}
