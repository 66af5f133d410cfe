import { optionValue, splitWords } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import type { Jump, OwnTable } from './ruleset';

const isOwnChain = (name: string): boolean => name.startsWith('PORTOLAN-');

/** Finds what is ours in the tables as they were read. Tables without anything of ours are left out. */
export function ownTables(tables: readonly Table[]): readonly OwnTable[] {
  return tables.map(ownPart).filter(({ chains, jumps }) => chains.length + jumps.length > 0);
}

/** What was found before in tables that are still the same values. */
const known = new WeakMap<Table, OwnTable>();

function ownPart(table: Table): OwnTable {
  const before = known.get(table);
  if (before !== undefined) return before;
  const own: OwnTable = {
    family: table.family === 'ipv4' ? 4 : 6,
    name: table.name,
    chains: table.chains
      .filter(({ name }) => isOwnChain(name))
      .map(({ name, rules }) => ({ name, rules: rules.map(({ text }) => wordsOf(text)) })),
    jumps: table.chains
      .filter(({ name }) => !isOwnChain(name))
      .flatMap((chain) => chain.rules.flatMap(({ text }, i) => jumpOf(chain.name, text, i === 0))),
  };
  known.set(table, own);
  return own;
}

function jumpOf(chain: string, text: string, first: boolean): readonly Jump[] {
  const words = wordsOf(text);
  return isOwnChain(optionValue(words, '-j') ?? '') ? [{ chain, words, first }] : [];
}

/** The words of a rule without `-A CHAIN`. */
function wordsOf(text: string): readonly string[] {
  return splitWords(text).slice(2);
}
