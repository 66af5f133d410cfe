import { StringDecoder } from 'node:string_decoder';

/** Default limit of a line in UTF-16 units. No system program prints a longer one. */
const longestLine = 65_536;

export interface LineOptions {
  /** `latin1` is the fastest, for text that is ASCII. Invalid UTF-8 becomes U+FFFD. */
  readonly encoding?: 'utf8' | 'latin1';
  /** Limit of a line in UTF-16 units. */
  readonly longest?: number;
  /** Called once for each line that exceeds the limit. */
  readonly onTooLong?: () => void;
}

/** For programs that print nothing but ASCII, such as conntrack(8). */
export const asciiText: LineOptions = { encoding: 'latin1' };

/**
 * Splits a stream of bytes into lines. Made for tens of thousands of lines a second: it decodes
 * each chunk once. A line that exceeds the limit is skipped up to its end, so what is kept in
 * memory is bounded.
 *
 * @param onLine called with each complete line, without its end
 * @returns a function that takes the next bytes
 */
export function textLines(
  onLine: (line: string) => void,
  { encoding = 'utf8', longest = longestLine, onTooLong = () => undefined }: LineOptions = {},
): (chunk: Buffer) => void {
  const decoder = new StringDecoder(encoding);
  let rest = '';
  let skipping = false;
  const end = (line: string) => {
    if (skipping) skipping = false;
    else if (line.length > longest) onTooLong();
    else onLine(line);
  };
  return (chunk) => {
    const text = rest + decoder.write(chunk);
    let at = 0;
    for (let next = text.indexOf('\n'); next >= 0; next = text.indexOf('\n', at)) {
      end(text.slice(at, next));
      at = next + 1;
    }
    rest = text.slice(at);
    if (skipping) rest = '';
    else if (rest.length > longest) {
      rest = '';
      skipping = true;
      onTooLong();
    }
  };
}
