import { expect, it } from 'vitest';
import { parseDestination } from './parse-destination';

it.each([
  ['10.0.0.2', '10.0.0.2', false, 8080],
  ['10.0.0.2:80', '10.0.0.2', false, 80],
  ['10.0.0.2-10.0.0.9:80', '10.0.0.2', true, 80],
  ['10.0.0.2:8000-8100', '10.0.0.2', false, 8080],
  ['10.0.0.2:9000-9100', '10.0.0.2', false, 9000],
  ['10.0.0.2:9000-9100/8000', '10.0.0.2', false, 9080],
  ['fd00::2', 'fd00::2', false, 8080],
  ['[fd00::2]:80', 'fd00::2', false, 80],
])('reads %s', (text, address, isRange, port) => {
  const target = parseDestination(text);
  expect(target).toMatchObject({ address, isRange });
  expect(target?.portOf(8080)).toBe(port);
});

it.each([
  '',
  'web:80',
  '10.0.0.2:',
  '10.0.0.2:port',
  '10.0.0.2:0',
  '10.0.0.2:70000',
  '10.0.0.2:1-70000',
])('refuses %j', (text) => {
  expect(parseDestination(text)).toBeNull();
});
