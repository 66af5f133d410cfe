import { familyNamed } from '#shared/model/address';
import { splitWords } from '#shared/model/iptables-save';
import { isOwnChain, isOwnJump } from '#shared/model/own-rules';
import type { Table } from '#shared/model/rules';
import type { Jump, OwnChain, OwnTable } from './ruleset';

/** Finds the chains and jumps of Portolan in tables. Leaves out tables without any. */
export function ownTables(tables: readonly Table[]): readonly OwnTable[] {
  return withContent(tables.map(ownTable));
}

/** Leaves out tables without chains and jumps of Portolan. */
export function withContent(tables: readonly OwnTable[]): readonly OwnTable[] {
  return tables.filter(({ chains, jumps }) => chains.length + jumps.length > 0);
}

/**
 * The chains and jumps of Portolan in one table. Every other rule belongs to others, also one that
 * leads to a chain of Portolan.
 */
export function ownTable({ family, name, chains }: Table): OwnTable {
  const own = chains.filter((chain) => isOwnChain(name, chain.name));
  if (own.length === 0) return { family: familyNamed(family), name, chains: [], jumps: [] };
  const jumps: Jump[] = [];
  const users = new Map<string, string>();
  for (const chain of chains) {
    if (own.includes(chain)) continue;
    for (const [index, { text, target }] of chain.rules.entries()) {
      if (target === undefined || !isOwnChain(name, target)) continue;
      const words = wordsOf(text);
      if (isOwnJump(name, chain.name, words)) {
        jumps.push({ chain: chain.name, words, first: index === 0 });
      } else if (!users.has(target)) users.set(target, text);
    }
  }
  return {
    family: familyNamed(family),
    name,
    chains: own.map((chain): OwnChain => {
      const usedBy = users.get(chain.name);
      const rules = chain.rules.map(({ text }) => wordsOf(text));
      return { name: chain.name, rules, ...(usedBy === undefined ? {} : { usedBy }) };
    }),
    jumps,
  };
}

/** The words of a rule without `-A CHAIN`. */
function wordsOf(text: string): readonly string[] {
  return splitWords(text).slice(2);
}
