import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { textLines } from './text-lines';

/** The lines of some chunks; `null` for each that is too long. */
function linesOf(chunks: readonly Buffer[], longest?: number): readonly (string | null)[] {
  const lines: (string | null)[] = [];
  const push = textLines((line) => lines.push(line), {
    ...(longest === undefined ? {} : { longest }),
    onTooLong: () => lines.push(null),
  });
  for (const chunk of chunks) push(chunk);
  return lines;
}

const bytes = (text: string) => Buffer.from(text);

describe('textLines', () => {
  it('gives whole lines, wherever the chunks are cut', () => {
    const text = bytes('one\n\nzwei ü 港\nthree\nunfinished');
    for (let cut = 0; cut <= text.length; cut++) {
      expect(linesOf([text.subarray(0, cut), text.subarray(cut)])).toEqual([
        'one',
        '',
        'zwei ü 港',
        'three',
      ]);
    }
  });

  it('skips the whole of a line that is too long, reports it once, and reads on', () => {
    const chunks = ['before\n', 'x'.repeat(8), 'y'.repeat(8), 'z\nafter\n'].map(bytes);
    expect(linesOf(chunks, 10)).toEqual(['before', null, 'after']);
    expect(linesOf([Buffer.concat(chunks)], 10)).toEqual(['before', null, 'after']);
  });

  it('keeps nothing of an endless line', () => {
    const before = process.memoryUsage().heapUsed + process.memoryUsage().external;
    const push = textLines(() => undefined);
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    for (let i = 0; i < 512; i++) push(chunk);
    const grown = process.memoryUsage().heapUsed + process.memoryUsage().external - before;
    expect(grown).toBeLessThan(128 * 1024 * 1024);
  });

  it('takes any bytes in any pieces as it takes them in one', () => {
    fc.assert(
      fc.property(
        fc.array(fc.uint8Array({ maxLength: 40 })),
        fc.integer({ min: 1, max: 20 }),
        (pieces, longest) => {
          const chunks = pieces.map((piece) => Buffer.from(piece));
          expect(linesOf(chunks, longest)).toEqual(linesOf([Buffer.concat(chunks)], longest));
        },
      ),
    );
  });
});
