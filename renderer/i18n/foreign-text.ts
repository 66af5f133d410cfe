import { visibleText } from '#shared/model/visible-text';

/** Letters that are written from right to left: Hebrew, Arabic and their neighbours. */
const rightToLeft =
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** First strong isolate, and its end (Unicode Standard Annex 9). */
const [isolate, end] = ['\u2068', '\u2069'];

/** The longest text from outside that is a part of a sentence or a tooltip. */
const partLength = 1_024;

/** A text that this file isolated, in a sentence that is part of another one. */
const isolated = /(\u2068[^\p{Cc}\p{Cf}]+\u2069)/u;

/**
 * A text from outside as a part of a sentence, a tooltip or an accessible name: hidden characters
 * are made visible, and a text with letters from right to left is isolated, so that it does not
 * reorder the words around it. Elements of their own use `ForeignText` instead. Idempotent;
 * ordinary names stay as they are.
 */
export function foreignText(text: string): string {
  return text
    .split(isolated)
    .map((part, index) => (index % 2 === 1 && rightToLeft.test(part) ? part : isolatedText(part)))
    .join('');
}

function isolatedText(text: string): string {
  const visible = visibleText(text, partLength);
  return rightToLeft.test(visible) ? `${isolate}${visible}${end}` : visible;
}
