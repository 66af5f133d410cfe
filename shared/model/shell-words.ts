/**
 * A command line as a person can paste it into a shell: every word that a shell could read in
 * another way is quoted, so that a name or address never becomes a command.
 */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellWord).join(' ');
}

/** A word as bash, zsh and ksh read it. */
function shellWord(word: string): string {
  if (word === '!' || /^[\w@%+:,./-][\w@%+=:,./-]*$/.test(word)) return word;
  const plain = `'${word.replaceAll("'", String.raw`'\''`)}'`;
  return /\p{C}/u.test(word) ? `$'${Array.from(word, escaped).join('')}'` : plain;
}

/** A character inside `$'…'`, where control characters stay visible. */
function escaped(char: string): string {
  if (char === "'" || char === '\\') return `\\${char}`;
  if (!/\p{C}/u.test(char)) return char;
  // Lone surrogates have no UTF-8.
  const bytes = encodeURIComponent(/\p{Cs}/u.test(char) ? '\ufffd' : char);
  return bytes.toLowerCase().replaceAll('%', String.raw`\x`);
}
