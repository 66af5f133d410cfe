/** A wider cell, in columns of a terminal, pushes the rest of its row instead of all rows. */
const widest = 160;

/** Lays rows out in columns, each as wide as its widest cell, two spaces apart. */
export function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) {
      const width = displayWidth(cell);
      if (width <= widest) widths[i] = Math.max(widths[i] ?? 0, width);
    }
  }
  return rows
    .map((row) =>
      row
        .map((cell, i) =>
          i === row.length - 1
            ? cell
            : cell + ' '.repeat(Math.max(0, (widths[i] ?? 0) - displayWidth(cell))),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** What a terminal draws in one place: a character with its marks, or emoji that are joined. */
const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Two columns wide: Chinese, Japanese and Korean characters, full-width forms, and emoji. */
const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303e\uff01-\uff60\uffe0-\uffe6\ufe0f]/u;

/** The columns that a text takes in a terminal (Unicode Standard Annex 11, as far as needed). */
function displayWidth(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let width = 0;
  for (const { segment } of characters.segment(text)) width += wide.test(segment) ? 2 : 1;
  return width;
}
