/**
 * Splits a rule into words as iptables-restore does (iptables, `xshared.c`, `add_param_to_argv`):
 * double quotes group and end a word, a backslash escapes inside them and is an ordinary character
 * outside.
 */
export function splitWords(text: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let state: 'outside' | 'quoted' | 'escaped' = 'outside';
  const finish = (): void => {
    words.push(word);
    word = '';
  };
  for (const char of text) {
    if (state === 'escaped') {
      word += char;
      state = 'quoted';
    } else if (state === 'quoted') {
      if (char === '\\') state = 'escaped';
      else if (char === '"') {
        state = 'outside';
        finish();
      } else word += char;
    } else if (char === '"') state = 'quoted';
    else if (char !== ' ' && char !== '\t') word += char;
    else if (word !== '') finish();
  }
  if (word !== '' || state !== 'outside') finish();
  return words;
}

/** Whether a double quote is still open at the end of a text. */
export function isQuoteOpen(text: string): boolean {
  let open = false;
  for (let i = 0; i < text.length; i++) {
    if (text[i] === '"') open = !open;
    else if (open && text[i] === '\\') i += 1;
  }
  return open;
}

/** Options whose value is free text, which may look like an option itself. */
const freeText = new Set([
  '--comment',
  '--log-prefix',
  '--nflog-prefix',
  '--ulog-prefix',
  '--string',
  '--hex-string',
]);

/** The value that follows an option, or undefined. Words are those of {@link splitWords}. */
export function optionValue(words: readonly string[], option: string): string | undefined {
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (word === option) return words[i + 1];
    if (freeText.has(word)) i += 1;
  }
  return undefined;
}
