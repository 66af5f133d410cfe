import type { Obstacle, ObstacleCode } from '#shared/model/doctor';
import type { RuleOwner } from '#shared/model/rules';
import type { Remedy } from './remedy';
import type { Rule } from '#shared/model/rules';
import type { Text } from '#shared/messages/message';

/** Where a packet stops, and why. */
export interface Stop {
  readonly code: ObstacleCode;
  readonly where: Text;
  readonly explanation: Text;
  readonly owner?: RuleOwner;
  readonly rule?: string;
  /** What removes it, where that is safe. */
  readonly remedy?: Remedy;
}

/** How a way goes on: to its end, or until a stop. `uncertain` are rules of which it cannot be told whether they apply. */
export type Outcome =
  | { readonly arrives: true; readonly uncertain: readonly Rule[] }
  | { readonly arrives: false; readonly stop: Stop; readonly uncertain: readonly Rule[] };

/** A stop as clients see it. */
export function obstacleOf({ code, where, explanation, remedy, ...rule }: Stop): Obstacle {
  return {
    code,
    where,
    explanation,
    ...rule,
    ...(remedy === undefined ? {} : { fix: { label: remedy.label, commands: remedy.commands } }),
  };
}
