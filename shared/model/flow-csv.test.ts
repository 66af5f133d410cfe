import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Flow } from './flow';
import { csvText, flowsToCsv } from './flow-csv';

const flow: Flow = {
  id: '7',
  protocol: 'tcp',
  state: 'ESTABLISHED',
  dnat: true,
  snat: false,
  since: 0,
  original: { src: '192.0.2.2', dst: '192.0.2.1', sport: 4000, dport: 2345, bytes: 10 },
  reply: { src: '10.55.66.2', dst: '192.0.2.2', sport: 8000, dport: 4000 },
  publication: 'tcp-2345',
  to: { id: 'docker:1', name: 'a "quoted", name' },
  wires: ['up0', 'hw0', 'v1'],
};

test('flows as CSV: a head, one line each, quoted where it must be', () => {
  const [head = '', line = '', end] = flowsToCsv([flow]).split('\r\n');
  expect(end).toBe('');
  expect(line.startsWith('7,tcp,ESTABLISHED,192.0.2.2,4000,192.0.2.1,2345,,10,')).toBe(true);
  expect(line).toContain(',"a ""quoted"", name",');
  expect(line).toContain(',up0 hw0 v1,1970-01-01T00:00:00.000Z,');
  // The quoted name holds one comma of its own.
  expect(line.split(',').length - 1).toBe(head.split(',').length);
});

/** The only cell of a row, without its quotes. */
function cellOf(value: string): string {
  const line = csvText([[value]]);
  expect(line.endsWith('\r\n')).toBe(true);
  const cell = line.slice(0, -2);
  if (!cell.startsWith('"')) {
    expect(cell).not.toMatch(/[",\r\n]/);
    return cell;
  }
  expect(cell).toMatch(/^"([^"]|"")*"$/);
  return cell.slice(1, -1).replaceAll('""', '"');
}

test('no cell with a text from outside begins like a formula, and each is one cell', () => {
  const start = fc.constantFrom(
    '=',
    '+',
    '-',
    '@',
    '\t',
    '\r',
    '\n',
    ' ',
    '"',
    "'",
    '＝',
    '\xa0',
    '\ufeff',
  );
  const cells = fc.tuple(fc.array(start, { maxLength: 4 }), fc.string({ unit: 'binary' }));
  fc.assert(
    fc.property(cells, ([begin, rest]) => {
      const cell = cellOf(`${begin.join('')}${rest}`);
      expect(cell).not.toMatch(/^[\s"]*[=+\-@＝]/);
      // A line break in a quoted cell is data, any other control character is written out.
      expect(cell.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }),
  );
  expect(cellOf('=HYPERLINK("http://x")')).toBe(`'=HYPERLINK("http://x")`);
  expect(cellOf('a,"b"\n')).toBe('a,"b"\n');
  expect(cellOf('a-b = c')).toBe('a-b = c');
});

test('numbers of our own stay numbers', () => {
  expect(csvText([[-1, 0, true, undefined, '-1']])).toBe("-1,0,true,,'-1\r\n");
});
