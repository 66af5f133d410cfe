import { unseen } from './visible-text';

/**
 * What JSON.stringify leaves in a string although a terminal or an editor may obey or hide it, such
 * as C1 and marks of direction. The line feeds of an indented text stay, C0 in strings is escaped
 * already.
 */
const left = new RegExp(`(?=[^\\n\\x20-\\x7e])(?:${unseen.source})`, 'gu');

/**
 * Formats a value as JSON in which nothing is hidden: the same value when parsed, and safe to show
 * in a terminal.
 *
 * @param indent spaces for each level; all on one line without it
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(left, (character) =>
    // In UTF-16 units, as JSON escapes them.
    character
      .split('')
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join(''),
  );
}
