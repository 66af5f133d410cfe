/** The longest text, and the longest text of several lines, that a person is shown. */
export const shownLength = 4_096;
const shownLines = 16_384;

/** Room for the mark at the end of a text that was cut. */
const markLength = 16;

/**
 * Characters that a reader cannot see, or that change how other characters are shown: controls
 * (C0, DEL, C1), format characters (all marks and overrides of direction, zero-width characters,
 * tags), line and paragraph separators, variation selectors and fillers
 * (Default_Ignorable_Code_Point), lone surrogates, and spaces that look like U+0020 or like nothing.
 * The ideographic space belongs to Chinese text and has a width of its own.
 */
export const unseen =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?![ \u3000])\p{Zs}/u;

/**
 * What stays as it is: ASCII; an emoji with its skin tone, the selector of its form, and what is
 * joined to it; a keycap; a Chinese character with the selector of its variant.
 */
const whole = [
  /[\x20-\x7e]{1,64}(?!\ufe0f)/u,
  /\p{Extended_Pictographic}(?:[\ufe0e\ufe0f]|\p{Emoji_Modifier})?(?:\u200d\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)*/u,
  /[0-9#*]\ufe0f\u20e3/u,
  /\p{Script=Han}[\u{e0100}-\u{e01ef}]/u,
].map(({ source }) => source);

/** A combining mark after eight others, which would cover the lines above. */
const stacked = /(?<=\p{M}{8})\p{M}/u.source;

/** The parts of a text, each of which is shown or cut as one. */
const parts = new RegExp(`(?<whole>${whole.join('|')})|(?<stacked>${stacked})|[^]`, 'gu');

/**
 * Makes a text from outside safe to show in one line: what cannot be seen in it is written as
 * `\n`, `\x1b`, `\u202e` or `\u{e0041}`, as in bash's `$'…'` and in JSON, so that a reader can
 * search for it and type it. Other text stays as it is: letters with accents, Chinese, emoji. A
 * backslash is not doubled, so that a rule looks as iptables prints it; JSON output has the exact
 * value. Idempotent.
 *
 * @param limit length above which the text is cut, in UTF-16 units; the mark `…(+N)` at its end
 *   counts what is missing
 * @returns a text without line breaks, at most `limit` long
 */
export function visibleText(text: string, limit = shownLength): string {
  return isPlain(text, limit) ? text : shown(text, limit, '\\n');
}

/** The same for a text of several lines, which stay lines. */
export function visibleLines(text: string, limit = shownLines): string {
  return text.length <= limit && isPlain(text.replaceAll('\n', ''), limit)
    ? text
    : shown(text, limit, '\n');
}

/**
 * A failure or a note as standard error shows it. Further lines, such as the output of another
 * program, are indented, so that none passes for a note of ours.
 */
export function visibleNote(text: string): string {
  return `portolan: ${visibleLines(text).trimEnd().replaceAll('\n', '\n  ')}`;
}

/** Whether a text can be shown as it is, which most can. */
function isPlain(text: string, limit: number): boolean {
  return text.length <= limit && /^[\x20-\x7e]*$/.test(text);
}

function shown(text: string, limit: number, lineFeed: string): string {
  let result = '';
  let read = 0;
  let head = { result, read };
  // What lies behind the limit cannot be shown, however long it is.
  for (const match of text.slice(0, limit + 1).matchAll(parts)) {
    const [part] = match;
    result += part === '\n' ? lineFeed : visiblePart(part, match.groups ?? {});
    read += part.length;
    if (result.length > limit) return `${head.result}…(+${String(text.length - head.read)})`;
    if (result.length <= limit - markLength) head = { result, read };
  }
  return result;
}

function visiblePart(part: string, { whole, stacked }: Partial<Record<string, string>>): string {
  const stays = whole !== undefined || (stacked === undefined && !unseen.test(part));
  return stays ? part : written(part);
}

/** Makes every text in a value visible, at any depth. Names of fields stay as they are. */
export function visibleTexts<T>(value: T): T {
  return deep(value) as T;
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(deep);
  return Object.fromEntries(Object.entries(value).map(([key, field]) => [key, deep(field)]));
}

const short: Readonly<Record<string, string>> = { '\r': '\\r', '\t': '\\t' };

/** One character as an escape. */
function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code < 0x100) return short[character] ?? `\\x${hex.padStart(2, '0')}`;
  return code < 0x10000 ? `\\u${hex.padStart(4, '0')}` : `\\u{${hex}}`;
}
