import type { Rule, Table } from './rules';

/** Prints tables as `iptables-save` does, without its comment lines; counters where they were read. */
export function printIptablesSave(tables: readonly Table[]): string {
  return tables.map(printTable).join('');
}

function printTable(table: Table): string {
  const head = table.chains.map(
    (chain) =>
      `:${chain.name} ${chain.policy ?? '-'}${chain.counters === undefined ? '' : ` ${bracket(chain.counters)}`}\n`,
  );
  const rules = table.chains.flatMap((chain) =>
    chain.rules.map(
      (rule) => `${rule.counters === undefined ? '' : `${bracket(rule.counters)} `}${rule.text}\n`,
    ),
  );
  return `*${table.name}\n${head.join('')}${rules.join('')}COMMIT\n`;
}

function bracket(counters: NonNullable<Rule['counters']>): string {
  return `[${String(counters.packets)}:${String(counters.bytes)}]`;
}
