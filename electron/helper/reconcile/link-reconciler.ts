import type { AppError } from '#shared/result/app-error';
import type { Endpoint } from '#shared/model/snapshot';
import type { Text } from '#shared/messages/message';
import { applyLinkStep } from '../apply/apply-link-step';
import {
  linkCommandText,
  planLinks,
  type AttachIntent,
  type BridgeIntent,
  type LinkPlan,
} from '../plan/links';
import { linkState } from '../observe/derive/attachments';
import type { WiredReading } from '../observe/derive/wires';

/** Delay before a failed step is tried again without a request, in milliseconds. */
const retryDelay = 5_000;

/** The intended bridges and wires. */
export interface LinkIntents {
  readonly bridges: readonly BridgeIntent[];
  readonly attachments: readonly AttachIntent[];
}

/** The result of applying a plan of links. */
export interface LinksApplied {
  readonly commands: readonly string[];
  /** The errors of failed steps, by a bridge's name or an attachment's id. */
  readonly failures: ReadonlyMap<string, AppError>;
}

/** Plans the steps that bring links to the intents. */
export function linkPlanOf(
  reading: WiredReading,
  endpoints: readonly Endpoint[],
  { bridges, attachments }: LinkIntents,
): LinkPlan {
  return planLinks(linkState(reading, endpoints, attachments), bridges, attachments);
}

/** The names of bridges and ids of attachments that differ between two states of the intents. */
export function changedLinks(before: LinkIntents, after: LinkIntents): ReadonlySet<string> {
  const listed = ({ bridges, attachments }: LinkIntents): ReadonlyMap<string, object> =>
    new Map<string, object>([
      ...bridges.map((intent) => [intent.name, intent] as const),
      ...attachments.map((intent) => [intent.id, intent] as const),
    ]);
  const [old, fresh] = [listed(before), listed(after)];
  const names = [...old.keys(), ...fresh.keys()];
  return new Set(names.filter((name) => old.get(name) !== fresh.get(name)));
}

/** The commands of a plan of links, as a person would type them. */
export function linkCommands({ steps }: LinkPlan): readonly string[] {
  return steps.flatMap(({ commands }) => commands.map(linkCommandText));
}

/** Applies plans of links, each link on its own, and remembers why one failed. */
export class LinkReconciler {
  #obstacles: LinkPlan['obstacles'] = new Map();
  readonly #failed = new Map<string, { readonly reason: Text; readonly retryAt: number }>();

  /** Why a bridge or an attachment differs from its intent; undefined if no reason is known. */
  problemOf(id: string): Text | undefined {
    return this.#obstacles.get(id) ?? this.#failed.get(id)?.reason;
  }

  /**
   * Whether a plan has steps to apply now. Recently failed steps wait, unless they are requested.
   */
  isDue(plan: LinkPlan, requested: ReadonlySet<string>): boolean {
    return this.#due(plan, requested).length > 0;
  }

  /**
   * Records the obstacles of a plan, and drops the failures of links that no longer need a step.
   */
  record({ steps, obstacles }: LinkPlan): void {
    this.#obstacles = obstacles;
    const unfinished = new Set(steps.map(({ id }) => id));
    for (const id of this.#failed.keys()) if (!unfinished.has(id)) this.#failed.delete(id);
  }

  /**
   * Applies the steps of a plan that are due.
   *
   * @param requested names and ids that a request is about
   */
  async apply(plan: LinkPlan, requested: ReadonlySet<string>): Promise<LinksApplied> {
    this.record(plan);
    const commands: string[] = [];
    const failures = new Map<string, AppError>();
    for (const step of this.#due(plan, requested)) {
      const done = await applyLinkStep(step);
      if (done.ok) {
        this.#failed.delete(step.id);
        commands.push(...step.commands.map(linkCommandText));
      } else {
        failures.set(step.id, done.error);
        const retryAt = Date.now() + retryDelay;
        this.#failed.set(step.id, { reason: done.error.message, retryAt });
      }
    }
    return { commands, failures };
  }

  #due({ steps }: LinkPlan, requested: ReadonlySet<string>): LinkPlan['steps'] {
    const now = Date.now();
    return steps.filter(
      ({ id }) => requested.has(id) || (this.#failed.get(id)?.retryAt ?? 0) <= now,
    );
  }
}
