import { err, ok, type Result } from '../result/result';

/** How deep JSON may be nested by default. No record of ours is deeper than a dozen levels. */
const deepest = 64;

/**
 * Parses JSON that somebody else wrote. Code that walks a value calls itself for each level, so
 * text that is nested deeper than the limit is refused before it is parsed.
 */
export function parseBoundedJson(
  text: string,
  limit = deepest,
): Result<unknown, 'not-json' | 'too-deep'> {
  if (isDeeper(text, limit)) return err('too-deep');
  try {
    return ok(JSON.parse(text));
  } catch {
    return err('not-json');
  }
}

/** The same, where why it is no value does not matter; undefined, which no JSON means, then. */
export function parseJson(text: string): unknown {
  const parsed = parseBoundedJson(text);
  return parsed.ok ? parsed.value : undefined;
}

const quote = 0x22;
const backslash = 0x5c;
/** `[` and `{`, and `]` and `}`, differ in one bit. */
const caseBit = 0x20;
const opening = 0x7b;
const closing = 0x7d;

/** Whether arrays and objects are nested deeper than a limit, at any place. */
function isDeeper(text: string, limit: number): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at);
    else if ((code | caseBit) === opening) {
      depth += 1;
      if (depth > limit) return true;
    } else if ((code | caseBit) === closing) depth -= 1;
  }
  return false;
}

/** The place of the quote that ends the string that begins at `start` (RFC 8259, section 7). */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at;
    if (code === backslash) at += 1;
  }
  return text.length;
}
