import type { Text } from '#shared/messages/message';
import { commandText, type NamespaceRef } from '#shared/model/namespace';

/** One change of the kernel, as a program's words. */
export interface Change {
  readonly program: 'ip' | 'iptables' | 'ip6tables' | 'sysctl' | 'conntrack';
  /** An endpoint's namespace; null: the host's. Only for `ip`. */
  readonly place: NamespaceRef | null;
  readonly args: readonly string[];
}

/** Parts of a publication of Portolan that are switched off. */
export type Parts = Readonly<Partial<Record<'dnat' | 'proxy' | 'forward' | 'masquerade', boolean>>>;

/** What removes an obstacle, and what takes that back. */
export type Remedy = {
  readonly label: Text;
  /** As a person would type it. */
  readonly commands: readonly string[];
} & (
  | {
      readonly kind: 'changes';
      readonly apply: readonly Change[];
      readonly undo: readonly Change[];
      /**
       * Whether it stays when the helper ends: what mends links and routes does; rules and settings of ours go
       * with us, as all others do.
       */
      readonly lasting: boolean;
    }
  | { readonly kind: 'adjust'; readonly publication: string; readonly parts: Parts }
);

/** A remedy by changes. */
export function remedyBy(
  label: Text,
  apply: readonly Change[],
  undo: readonly Change[],
  lasting: boolean,
): Remedy {
  return { kind: 'changes', label, commands: apply.map(changeText), apply, undo, lasting };
}

/** A remedy that switches a part of a publication on again. */
export function remedyByPart(label: Text, publication: string, part: keyof Parts): Remedy {
  return {
    ...{ kind: 'adjust', label, publication, parts: { [part]: true } },
    commands: [`portolan adjust ${publication} --${part}`],
  };
}

/** A change as a person would type it. */
export function changeText({ program, place, args }: Change): string {
  return program === 'sysctl' ? `sysctl -w ${args.join('=')}` : commandText(place, program, args);
}

export function onHost(program: Change['program'], ...args: readonly string[]): Change {
  return { program, place: null, args };
}

export function inside(place: NamespaceRef, ...args: readonly string[]): Change {
  return { program: 'ip', place, args };
}
