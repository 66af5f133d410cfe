import type { Text } from '#shared/messages/message';
import type { Obstacle, ObstacleCode } from '#shared/model/doctor';
import { commandText, type NamespaceRef } from '#shared/model/namespace';
import type { RuleOwner } from '#shared/model/rules';
import { shellCommand } from '#shared/model/shell-words';

/** What stops a packet, where, and how to remove it. */
export interface FoundObstacle {
  readonly code: ObstacleCode;
  readonly where: Text;
  readonly explanation: Text;
  readonly owner?: RuleOwner;
  readonly rule?: string;
  /** Present where a safe fix is known. */
  readonly fix?: Fix;
}

/** Returns an obstacle as clients see it. */
export function toObstacle({ fix, ...obstacle }: FoundObstacle): Obstacle {
  return { ...obstacle, fix: fix && { label: fix.label, commands: fix.commands } };
}

/** Removes an obstacle; can be undone. */
export type Fix = {
  readonly label: Text;
  /** As a person would type it. */
  readonly commands: readonly string[];
} & (
  | {
      readonly kind: 'changes';
      readonly apply: readonly Change[];
      readonly undo: readonly Change[];
      /**
       * Whether it stays when the helper ends. Fixes of links and routes do; rules and settings of
       * ours are removed with all others.
       */
      readonly lasting: boolean;
    }
  | { readonly kind: 'adjust'; readonly publication: string; readonly parts: SwitchedParts }
);

/** One change of the kernel, as a program with its arguments. */
export interface Change {
  readonly program: 'ip' | 'iptables' | 'ip6tables' | 'sysctl' | 'conntrack';
  /** An endpoint's namespace; null: the host's. Only for `ip`. */
  readonly place: NamespaceRef | null;
  readonly args: readonly string[];
}

/** Parts of one of Portolan's publications to switch on or off. */
export type SwitchedParts = Readonly<
  Partial<Record<'dnat' | 'proxy' | 'forward' | 'masquerade', boolean>>
>;

/** A fix that changes the kernel. */
export function fixBy(
  label: Text,
  apply: readonly Change[],
  undo: readonly Change[],
  lasting: boolean,
): Fix {
  return { kind: 'changes', label, commands: apply.map(changeText), apply, undo, lasting };
}

/** A fix that switches a part of a publication on again. */
export function fixByPart(label: Text, publication: string, part: keyof SwitchedParts): Fix {
  return {
    kind: 'adjust',
    label,
    publication,
    parts: { [part]: true },
    commands: [shellCommand(['portolan', 'adjust', publication, `--${part}`])],
  };
}

/** Returns a change as a person would type it. */
export function changeText({ program, place, args }: Change): string {
  return program === 'sysctl'
    ? shellCommand(['sysctl', '-w', args.join('=')])
    : commandText(place, program, args);
}

/** Runs a program in the host's network namespace. */
export function onHost(program: Change['program'], ...args: readonly string[]): Change {
  return { program, place: null, args };
}

/** Runs `ip` in another network namespace. */
export function inside(place: NamespaceRef, ...args: readonly string[]): Change {
  return { program: 'ip', place, args };
}
