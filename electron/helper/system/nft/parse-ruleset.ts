/** A rule as nft lists it. */
export interface NftRule {
  readonly handle: number;
  readonly text: string;
}

export interface NftChain {
  readonly name: string;
  /** For a base chain: `filter`, `nat` or `route`, and its hook. */
  readonly type?: string;
  readonly hook?: string;
  readonly rules: readonly NftRule[];
}

export interface NftTable {
  readonly family: string;
  readonly name: string;
  readonly chains: readonly NftChain[];
}

interface OpenChain {
  readonly name: string;
  base: Pick<NftChain, 'type' | 'hook'>;
  readonly rules: NftRule[];
}

interface OpenTable {
  readonly family: string;
  readonly name: string;
  readonly chains: OpenChain[];
}

/**
 * Reads the output of `nft -a -nn list ruleset`: tables, their chains and the rules with their
 * handles. Skips sets, maps and other objects.
 */
export function parseRuleset(text: string): readonly NftTable[] {
  const tables: OpenTable[] = [];
  let chain: OpenChain | null = null;
  let begun = '';
  for (const line of text.split('\n')) {
    const table = /^table (\S+) (\S+) \{/.exec(line);
    const opening = /^\tchain (\S+) \{/.exec(line);
    if (table !== null) {
      tables.push({ family: table[1] ?? '', name: table[2] ?? '', chains: [] });
    } else if (opening !== null) {
      chain = { name: opening[1] ?? '', base: {}, rules: [] };
      tables.at(-1)?.chains.push(chain);
      begun = '';
    } else if (line === '\t}') {
      chain = null;
    } else if (chain !== null) {
      const base = /^\t\ttype (\S+) hook (\S+) /.exec(line);
      if (base !== null) {
        chain.base = { type: base[1] ?? '', hook: base[2] ?? '' };
        continue;
      }
      // A rule with a long set spans several lines; its handle ends it.
      begun = begun === '' ? line.trim() : `${begun} ${line.trim()}`;
      const whole = /^(?:(.*) )?# handle (\d+)$/.exec(begun);
      if (whole === null) continue;
      chain.rules.push({ handle: Number(whole[2]), text: (whole[1] ?? '').trim() });
      begun = '';
    }
  }
  return tables.map(({ family, name, chains }) => ({
    family,
    name,
    chains: chains.map((open) => ({ name: open.name, ...open.base, rules: open.rules })),
  }));
}
