import { splitWords, takesAnyValue } from '#shared/model/iptables-save';

/** One condition of a rule: an option with its values, and whether it is negated. */
export interface Condition {
  /** The match module that the option belongs to; empty for the options of iptables itself. */
  readonly module: string;
  readonly option: string;
  readonly values: readonly string[];
  readonly negated: boolean;
}

/** A rule as conditions and a target with its own options. */
export interface ParsedRule {
  readonly conditions: readonly Condition[];
  /** undefined: the rule only counts. */
  readonly target: string | undefined;
  /** Whether the rule enters its target by `-g`: a return from there also leaves this chain. */
  readonly goto: boolean;
  readonly options: ReadonlyMap<string, string>;
}

export type RuleParser = (text: string) => ParsedRule;

/**
 * Returns a parser of rules that remembers what it has parsed: predictions for one machine look at
 * the same rules again and again.
 */
export function ruleParser(): RuleParser {
  const parsed = new Map<string, ParsedRule>();
  return (text) => {
    const known = parsed.get(text);
    if (known !== undefined) return known;
    const rule = parseRule(splitWords(text).slice(2));
    parsed.set(text, rule);
    return rule;
  };
}

/** Parses the words of a rule after `-A CHAIN`, as `iptables-save` prints them. */
function parseRule(words: readonly string[]): ParsedRule {
  const conditions: Condition[] = [];
  const options = new Map<string, string>();
  let target: string | undefined;
  let goto = false;
  let module = '';
  let negated = false;
  for (let i = 0; i < words.length;) {
    const word = words[i] ?? '';
    i += 1;
    if (word === '!') {
      negated = true;
      continue;
    }
    const values: string[] = [];
    if (takesAnyValue(word) && i < words.length) {
      values.push(words[i] ?? '');
      i += 1;
    }
    while (i < words.length && !isOption(words[i] ?? '')) {
      values.push(words[i] ?? '');
      i += 1;
    }
    if (word === '-m') module = values[0] ?? '';
    else if (word === '-j' || word === '-g') {
      target = values[0];
      goto = word === '-g';
    } else if (target !== undefined) options.set(word, values.join(' '));
    else conditions.push({ module, option: word, values, negated });
    negated = false;
  }
  return { conditions, target, goto, options };
}

function isOption(word: string): boolean {
  return word === '!' || /^-{1,2}[a-zA-Z]/.test(word);
}
