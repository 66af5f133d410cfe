/**
 * Splits a stream of bytes into lines of ASCII text. Made for tens of thousands of lines a second:
 * it decodes each chunk once.
 *
 * @param onLine called with each complete line, without its end
 */
export function asciiLines(onLine: (line: string) => void): (chunk: Buffer) => void {
  let rest = '';
  return (chunk) => {
    const text = rest + chunk.toString('latin1');
    let at = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', at)) {
      onLine(text.slice(at, end));
      at = end + 1;
    }
    rest = text.slice(at);
    // A line that long is not conntrack output.
    if (rest.length > longestLine) rest = '';
  };
}

const longestLine = 65_536;
