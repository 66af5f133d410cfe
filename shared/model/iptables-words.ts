/** Options whose value iptables prints as it is, with any quotes in it. */
const unquoted = new Set([
  ...['-A', '-j', '-g', '-i', '-o', '--physdev-in', '--physdev-out'],
  ...['--name', '--hashlimit-name', '--match-set', '--helper', '--nfacct-name', '--label'],
]);

/** Free texts; iptables prints them in quotes where needed (libxtables, `xtables_save_string`). */
const freeTexts = [
  '--comment',
  '--log-prefix',
  '--nflog-prefix',
  '--ulog-prefix',
  '--string',
  '--hex-string',
];

/** Options whose value may look like an option itself. */
const anyValue = new Set([...unquoted, ...freeTexts]);

/** Whether the word after an option is its value, whatever it looks like. */
export function takesAnyValue(option: string): boolean {
  return anyValue.has(option);
}

/**
 * Splits a rule into words as iptables-save prints them: a double quote at the start of a word
 * groups up to the next one, and a backslash escapes inside.
 */
export function splitWords(text: string): readonly string[] {
  return scanWords(text).words;
}

/** Whether a line ends inside a quoted comment. Only comments may span several lines. */
export function endsInComment(line: string): boolean {
  if (!line.includes('--comment "')) return false;
  return scanWords(line).open === '--comment';
}

/** The position of the quote that ends a quoted text, or -1. */
export function closingQuote(text: string, from = 0): number {
  for (let i = from; i < text.length; i++) {
    if (text[i] === '"') return i;
    if (text[i] === '\\') i += 1;
  }
  return -1;
}

const isBlank = (char: string | undefined): boolean => char === ' ' || char === '\t';

interface ScannedWords {
  readonly words: readonly string[];
  /** The option whose quoted value does not end; '' when that is not the value of an option. */
  readonly open?: string;
}

function scanWords(text: string): ScannedWords {
  const words: string[] = [];
  /** The option whose value comes next, if it takes any value. */
  let option = '';
  const add = (word: string): void => {
    words.push(word);
    option = option === '' && anyValue.has(word) ? word : '';
  };
  for (let i = 0; i < text.length;) {
    if (isBlank(text[i])) i += 1;
    else if (text[i] === '"' && !unquoted.has(option)) {
      const end = closingQuote(text, i + 1);
      const open = option;
      const quoted = text.slice(i + 1, end < 0 ? text.length : end);
      add(quoted.includes('\\') ? quoted.replaceAll(/\\([^])/g, '$1') : quoted);
      if (end < 0) return { words, open };
      i = end + 1;
    } else {
      const start = i;
      while (i < text.length && !isBlank(text[i])) i += 1;
      add(text.slice(start, i));
    }
  }
  return { words };
}

/**
 * A line for iptables-restore. Quotes words as iptables-save does (libxtables,
 * `xtables_save_string`).
 *
 * @throws if a word has a control character: iptables-restore ends a line even within quotes
 */
export function restoreLine(words: readonly string[]): string {
  return words.map(restoreWord).join(' ');
}

function restoreWord(word: string): string {
  if (/\p{Cc}/u.test(word)) throw new Error(`Not a word of a rule: ${JSON.stringify(word)}`);
  if (/^[\w.:,/[\]@%+=!-]+$/.test(word)) return word;
  return `"${word.replaceAll(/["\\']/g, String.raw`\$&`)}"`;
}

/** The value that follows an option, or undefined. Words are those of {@link splitWords}. */
export function optionValue(words: readonly string[], option: string): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === option) return words[i + 1];
    if (anyValue.has(word)) i += 1;
  }
  return undefined;
}
