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

/** Texts in a line; nft prints their line breaks as they are, and they contain no quote. */
const wholeTexts = /(?:^|\s)(?:comment|prefix) "[^"]*"/g;
const openText = /(?:^|\s)(?:comment|prefix) "[^"]*$/;

/** Lines are joined up to this length. */
const longestStatement = 16_384;

function endsInText(line: string): boolean {
  return openText.test(line) && openText.test(line.replaceAll(wholeTexts, ' '));
}

/** A text has fewer bytes than this (nftables, NFTNL_UDATA_COMMENT_MAXLEN and NF_LOG_PREFIXLEN). */
const longestText = 128;

/** The lines of a listing. One whose text spans several lines is one line. */
function* linesOf(text: string): Generator<string> {
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i++) {
    let line = lines[i] ?? '';
    while (line.length < longestStatement && endsInText(line)) {
      const end = textEnd(lines, i + 1);
      if (end === null) break;
      line = [line, ...lines.slice(i + 1, end + 1)].join(' ');
      i = end;
    }
    yield line;
  }
}

/** The index of the line in which a text ends that began before a line; null if it is too long. */
function textEnd(lines: readonly string[], from: number): number | null {
  let left = longestText;
  for (let i = from; i < lines.length && left >= 0; i++) {
    const line = lines[i] ?? '';
    if (line.slice(0, left + 1).includes('"')) return i;
    left -= line.length + 1;
  }
  return null;
}

/**
 * Reads the output of `nft -a -nn list ruleset`: tables, their chains and the rules with their
 * handles. Skips sets, maps and other objects.
 */
export function parseRuleset(text: string): readonly NftTable[] {
  const tables: OpenTable[] = [];
  let chain: OpenChain | null = null;
  let begun = '';
  for (const line of linesOf(text)) {
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
      if (begun === '' && /^\t\tcomment "[^"]*"$/.test(line)) continue;
      // A rule with a long set spans several lines; its handle ends it.
      begun = begun === '' ? line.trim() : `${begun} ${line.trim()}`;
      const whole = /^(?:([^]*) )?# handle (\d+)$/.exec(begun);
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
