import { familyNamed } from '#shared/model/address';
import { optionValue, splitWords } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import type { Jump, OwnTable } from './ruleset';

const ownPrefix = 'PORTOLAN-';
const isOwnChain = (name: string): boolean => name.startsWith(ownPrefix);

/** Finds the chains and jumps of Portolan in tables. Leaves out tables without any. */
export function ownTables(tables: readonly Table[]): readonly OwnTable[] {
  return withContent(tables.map(ownTable));
}

/** Leaves out tables without chains and jumps of Portolan. */
export function withContent(tables: readonly OwnTable[]): readonly OwnTable[] {
  return tables.filter(({ chains, jumps }) => chains.length + jumps.length > 0);
}

/** The chains and jumps of Portolan in one table. */
export function ownTable(table: Table): OwnTable {
  return {
    family: familyNamed(table.family),
    name: table.name,
    chains: table.chains
      .filter(({ name }) => isOwnChain(name))
      .map(({ name, rules }) => ({ name, rules: rules.map(({ text }) => wordsOf(text)) })),
    jumps: table.chains
      .filter(({ name }) => !isOwnChain(name))
      .flatMap((chain) => chain.rules.flatMap(({ text }, i) => jumpOf(chain.name, text, i === 0))),
  };
}

function jumpOf(chain: string, text: string, first: boolean): readonly Jump[] {
  // Most rules are of others, and there may be very many.
  if (!text.includes(ownPrefix)) return [];
  const words = wordsOf(text);
  return isOwnChain(optionValue(words, '-j') ?? '') ? [{ chain, words, first }] : [];
}

/** The words of a rule without `-A CHAIN`. */
function wordsOf(text: string): readonly string[] {
  return splitWords(text).slice(2);
}
