import type { Family } from '#shared/model/address';
import { restoreLine } from '#shared/model/iptables-words';
import { shellCommand } from '#shared/model/shell-words';
import { isPlannedForm, type Jump, type OwnChain, type OwnTable, type RuleWords } from './ruleset';

/** The change of Portolan's part of one table. */
export interface TableTransition {
  readonly family: Family;
  readonly table: string;
  /** Input for one atomic `iptables-restore --noflush`. */
  readonly input: string;
  /**
   * The same as lines of restore input that change one thing each, in an order that is safe to
   * interrupt.
   */
  readonly lines: readonly string[];
  /** The same as commands that a person could type. */
  readonly commands: readonly string[];
}

const sameWords = (a: RuleWords, b: RuleWords): boolean =>
  a.length === b.length && a.every((word, i) => word === b[i]);
const sameJump = (a: Jump, b: Jump): boolean => a.chain === b.chain && sameWords(a.words, b.words);

/** Where Portolan's jump must come first; elsewhere its presence is enough. */
const mustBeFirst = (jump: Jump): boolean => jump.chain === 'FORWARD';

/**
 * Computes the change of a table. It rewrites Portolan's chains whole and does not mention others. A
 * chain that a rule of others leads to is only emptied: the kernel refuses to delete it, and the
 * rest of the change with it.
 *
 * @returns null when nothing changes
 */
export function transition(
  from: OwnTable | undefined,
  to: OwnTable | undefined,
): TableTransition | null {
  const known = to ?? from;
  if (known === undefined) return null;
  if (from !== undefined && to !== undefined && isAsWanted(from, to)) return null;
  const oldChains = from?.chains ?? [];
  const newChains = to?.chains ?? [];
  const removedChains = oldChains.filter(
    ({ name }) => !newChains.some((chain) => chain.name === name),
  );
  const { missing, surplus } = compareJumps(from?.jumps ?? [], to?.jumps ?? []);
  const emptied = removedChains.filter(({ rules, usedBy }) => rules.length > 0 || !usedBy);
  const deleted = removedChains.filter(({ usedBy }) => usedBy === undefined);
  const commands = [
    ...surplus.map((jump) => ['-D', jump.chain, ...jump.words]),
    ...newChains.flatMap((chain) =>
      chainCommands(
        oldChains.find(({ name }) => name === chain.name),
        chain,
      ),
    ),
    ...missing.map((jump) => ['-I', jump.chain, ...jump.words]),
    ...emptied.map(({ name }) => ['-F', name]),
    ...deleted.map(({ name }) => ['-X', name]),
  ];
  if (commands.length === 0) return null;

  const input = [
    `*${known.name}`,
    ...[...newChains, ...emptied].map(({ name }) => `:${name} - [0:0]`),
    ...surplus.map((jump) => restoreLine(['-D', jump.chain, ...jump.words])),
    ...newChains.flatMap(({ name, rules }) =>
      rules.map((words) => restoreLine(['-A', name, ...words])),
    ),
    ...missing.map((jump) => restoreLine(['-I', jump.chain, '1', ...jump.words])),
    ...deleted.map(({ name }) => restoreLine(['-X', name])),
    'COMMIT',
    '',
  ];
  const program = known.family === 4 ? 'iptables' : 'ip6tables';
  return {
    family: known.family,
    table: known.name,
    input: input.join('\n'),
    lines: commands.map(restoreLine),
    commands: commands.map((words) => shellCommand([program, '-t', known.name, ...words])),
  };
}

/** Whether nothing changes: the usual case, and cheap to detect for thousands of rules. */
function isAsWanted(from: OwnTable, to: OwnTable): boolean {
  const { missing, surplus } = compareJumps(from.jumps, to.jumps);
  return (
    missing.length + surplus.length === 0 &&
    from.chains.every((chain) => isEmptyLeft(chain) || has(to, chain.name)) &&
    to.chains.every(({ name, rules }) => {
      const there = from.chains.find((chain) => chain.name === name)?.rules;
      return (
        there?.length === rules.length &&
        rules.every((words, i) => {
          const other = there[i];
          return other !== undefined && sameWords(words, other);
        })
      );
    })
  );
}

/**
 * Whether a chain is no longer Portolan's concern: it is empty, and a rule of others keeps it from
 * being deleted.
 */
export function isEmptyLeft({ rules, usedBy }: OwnChain): boolean {
  return rules.length === 0 && usedBy !== undefined;
}

function has({ chains }: OwnTable, name: string): boolean {
  return chains.some((chain) => chain.name === name);
}

/**
 * Matches each wanted jump with an existing one at an acceptable position; returns the rest of both
 * sides.
 */
function compareJumps(current: readonly Jump[], wanted: readonly Jump[]) {
  const surplus = [...current];
  const missing = wanted.filter((jump) => {
    const index = surplus.findIndex(
      (other) => sameJump(other, jump) && (other.first || !mustBeFirst(jump)),
    );
    if (index < 0) return true;
    surplus.splice(index, 1);
    return false;
  });
  return { missing, surplus };
}

/**
 * The commands that turn one state of a chain into the next; they append rules, and delete rules by
 * their text. A chain with a rule that Portolan cannot have written is emptied and filled again, so
 * that no text of others gets into a command.
 */
function chainCommands(before: OwnChain | undefined, after: OwnChain): readonly RuleWords[] {
  const append = (rule: RuleWords) => ['-A', after.name, ...rule];
  const kept = new Map<string, number>();
  for (const rule of after.rules) count(kept, rule, 1);
  const gone = (before?.rules ?? []).filter((rule) => count(kept, rule, -1) < 0);
  if (!gone.every(isPlannedForm)) return [['-F', after.name], ...after.rules.map(append)];
  const old = new Map<string, number>();
  for (const rule of before?.rules ?? []) count(old, rule, 1);
  const added = after.rules.filter((rule) => count(old, rule, -1) < 0);
  return [
    ...(before === undefined ? [['-N', after.name]] : []),
    ...gone.map((rule) => ['-D', after.name, ...rule]),
    ...added.map(append),
  ];
}

function count(counts: Map<string, number>, rule: RuleWords, by: number): number {
  const key = rule.join('\0');
  const value = (counts.get(key) ?? 0) + by;
  counts.set(key, value);
  return value;
}
