import type { AppError } from '#shared/result/app-error';
import type { Endpoint } from '#shared/model/snapshot';
import type { Text } from '#shared/messages/message';
import { applyLinkStep } from '../apply/links';
import {
  linkCommandText,
  planLinks,
  type AttachIntent,
  type BridgeIntent,
  type LinkPlan,
} from '../plan/links';
import { linkState } from '../observe/derive/attachments';
import type { WiredReading } from '../observe/derive/wires';

/** After how long what failed is tried again unasked, in milliseconds. */
const retryDelay = 5_000;

/** The bridges and wires that are asked for. */
export interface LinkIntents {
  readonly bridges: readonly BridgeIntent[];
  readonly attachments: readonly AttachIntent[];
}

/** What bringing the links to the intents came to. */
export interface Linked {
  readonly commands: readonly string[];
  /** Whether anything was tried, so that the network must be read anew. */
  readonly touched: boolean;
  /** What failed, by a bridge's name or an attachment's id. */
  readonly failures: ReadonlyMap<string, AppError>;
}

/** Computes what brings links to the intents. */
export function planOf(
  reading: WiredReading,
  endpoints: readonly Endpoint[],
  { bridges, attachments }: LinkIntents,
): LinkPlan {
  return planLinks(linkState(reading, endpoints, attachments), bridges, attachments);
}

/** The names and ids of what differs between two states of the intents. */
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

/** Brings links to a plan, each by itself, and remembers why one could not be. */
export class HeldLinks {
  #obstacles: LinkPlan['obstacles'] = new Map();
  readonly #failed = new Map<string, { readonly reason: Text; readonly retryAt: number }>();

  /** Why a bridge or an attachment is not as it should be; undefined when it is, or is not known yet. */
  troubleOf(id: string): Text | undefined {
    return this.#obstacles.get(id) ?? this.#failed.get(id)?.reason;
  }

  /** Whether a plan has something to do now; what failed a moment ago rests unless it is asked for. */
  isDue(plan: LinkPlan, asked: ReadonlySet<string>): boolean {
    return this.#due(plan, asked).length > 0;
  }

  /** Notes what a plan found, when nothing of it is due. */
  note({ steps, obstacles }: LinkPlan): void {
    this.#obstacles = obstacles;
    const unfinished = new Set(steps.map(({ id }) => id));
    for (const id of this.#failed.keys()) if (!unfinished.has(id)) this.#failed.delete(id);
  }

  /** @param asked names and ids that a request is about */
  async bring(plan: LinkPlan, asked: ReadonlySet<string>): Promise<Linked> {
    this.note(plan);
    const commands: string[] = [];
    const failures = new Map<string, AppError>();
    const due = this.#due(plan, asked);
    for (const step of due) {
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
    return { commands, touched: due.length > 0, failures };
  }

  #due({ steps }: LinkPlan, asked: ReadonlySet<string>): LinkPlan['steps'] {
    const now = Date.now();
    return steps.filter(({ id }) => asked.has(id) || (this.#failed.get(id)?.retryAt ?? 0) <= now);
  }
}
