import { familyName } from '#shared/model/address';
import { shellCommand } from '#shared/model/shell-words';
import { assertNever } from '#shared/result/result';
import { planFrom } from '../apply/kernel';
import { tablesToDrop } from '../apply/remove-all';
import { changeText } from '../doctor/predict/obstacle';
import { leftoverLinks, type LeftoverLink } from '../plan/leftover-links';
import { deletion, linkCommandText } from '../plan/links';
import { commandsOf, type Step } from '../plan/plan';
import { isEmptyLeft } from '../plan/transition';
import type { State } from '../state/store';
import type { Found } from './find';

/** Something of Portolan that a clean-up removes, or restores to what it was before. */
export type Removed =
  | {
      /** `rules`: those of a chain that a rule of others keeps. */
      readonly kind: 'chain' | 'rules' | 'table';
      readonly family: 'ipv4' | 'ipv6';
      readonly table: string;
      /** The chain; absent for a table. */
      readonly name?: string;
    }
  | { readonly kind: 'sysctl'; readonly name: string; readonly value: string }
  | {
      /** A bridge port's hairpin flag, a link, the id of a fix, or a file's path. */
      readonly kind: 'hairpin' | LeftoverLink['kind'] | 'fix' | 'file';
      readonly name: string;
    };

/** What a clean-up does. */
export interface CleanupPlan {
  readonly removed: readonly Removed[];
  /** As a person would type them. */
  readonly commands: readonly string[];
  readonly links: readonly LeftoverLink[];
}

/** Plans what removes everything that was found. */
export async function planCleanup(found: Found, state: State): Promise<CleanupPlan> {
  const steps = await planFrom(found, state, [], []);
  const tables = tablesToDrop(state.createdTables, found.tables);
  const links = leftoverLinks(found.network.links, state.bridges, state.attachments);
  return {
    links,
    removed: [
      ...found.undone.map(({ id }) => ({ kind: 'fix', name: id }) as const),
      ...steps.flatMap(removedBy),
      ...tables.map(({ family, name }) => ({ kind: 'table', family, table: name }) as const),
      ...links,
      ...found.files.map((name) => ({ kind: 'file', name }) as const),
    ],
    commands: [
      ...found.undone.flatMap(({ changes }) => changes.map(changeText)),
      ...commandsOf(steps),
      ...tables.map(({ family, name }) =>
        shellCommand(['nft', 'delete', 'table', family === 'ipv4' ? 'ip' : 'ip6', name]),
      ),
      ...links.map(({ name }) => linkCommandText(deletion(name))),
      ...found.files.map((path) => shellCommand(['rm', path])),
    ],
  };
}

function removedBy(step: Step): readonly Removed[] {
  switch (step.kind) {
    case 'table': {
      const family = familyName(step.family);
      const chains = (step.before?.chains ?? []).filter((chain) => !isEmptyLeft(chain));
      return chains.map(({ name, usedBy }) => ({
        kind: usedBy === undefined ? 'chain' : 'rules',
        family,
        table: step.table,
        name,
      }));
    }
    case 'sysctl':
      return [{ kind: 'sysctl', name: step.key, value: step.value }];
    case 'hairpin':
      return [{ kind: 'hairpin', name: step.port }];
    default:
      return assertNever(step);
  }
}
