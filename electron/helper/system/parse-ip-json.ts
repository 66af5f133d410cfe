import { parseJson } from '#shared/model/bounded-json';

/** The records of a JSON list, and how many others could not be read. */
export interface IpRecords {
  readonly records: readonly unknown[];
  readonly unread: number;
}

/**
 * Reads a JSON list as iproute2 prints it. A name or an alias may hold any byte except zero, and
 * iproute2 escapes only some of them (lib/json_writer.c, `jsonw_puts`), so its output is not always
 * JSON: a raw control character is read as itself, and an escaped apostrophe of older releases as
 * an apostrophe. A record that still is no JSON is left out and counted; the others are read.
 *
 * @param text one document; empty when there is nothing to list
 * @throws when it is not a whole list, for example because it was cut
 */
export function parseIpJson(text: string): IpRecords {
  if (text.trim() === '') return { records: [], unread: 0 };
  const document = escapeControls(text);
  const whole = parseJson(text) ?? parseJson(document);
  if (Array.isArray(whole)) return { records: whole, unread: 0 };
  const isCut = !document.startsWith('[') || !document.endsWith(']');
  if (whole !== undefined || isCut) throw new Error('not a whole list');
  const texts = recordTexts(document);
  const records = texts.flatMap((one) => {
    const record = parseJson(one);
    return record === undefined ? [] : [record];
  });
  return { records, unread: Math.max(1, texts.length - records.length) };
}

/** Raw control characters are part of strings: between records iproute2 prints none but line ends. */
function escapeControls(text: string): string {
  return text
    .trim()
    .replace(
      /[\u0000-\u001f]/g,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .replace(/((?:^|[^\\])(?:\\\\)*)\\'/g, "$1'");
}

/** The texts of the objects of a list, found by their braces outside of strings. */
function recordTexts(text: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  let inString = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i];
    if (inString) {
      if (character === '\\') i += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{' && depth++ === 0) start = i;
    else if (character === '}' && depth > 0 && --depth === 0) texts.push(text.slice(start, i + 1));
  }
  return texts;
}
