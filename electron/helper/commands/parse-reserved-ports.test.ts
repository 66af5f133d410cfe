import { expect, test } from 'vitest';
import { parseReservedPorts } from './parse-reserved-ports';

test.each([
  ['\n', []],
  ['8080\n', [{ start: 8080, end: 8080 }]],
  [
    '1,2-4,10-10\n',
    [
      { start: 1, end: 1 },
      { start: 2, end: 4 },
      { start: 10, end: 10 },
    ],
  ],
  ['x,50000-50100', [{ start: 50000, end: 50100 }]],
])('reads %j', (text, ranges) => {
  expect(parseReservedPorts(text)).toEqual(ranges);
});
