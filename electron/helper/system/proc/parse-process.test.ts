import { expect, it } from 'vitest';
import { parseNamespaceInode, parseSocketInode } from './parse-inode';
import { parseFileLimit } from './parse-limits';
import { parseLockHolder } from './parse-locks';
import { parseStat } from './parse-stat';

it('reads parent and start time behind a name that contains brackets and spaces', () => {
  const text =
    '4242 (a (b) c) S 17 4242 4242 0 -1 4194560 164 0 0 0 0 0 0 0 20 0 1 0 98765 2543616 230 0\n';
  expect(parseStat(text)).toEqual({ parent: 17, startTime: 98765 });
  expect(parseStat('')).toBeNull();
});

it('reads the inode of namespaces and of sockets only', () => {
  expect(parseNamespaceInode('net:[4026531840]')).toBe(4026531840);
  expect(parseNamespaceInode('mnt:[4026531840]')).toBeNull();
  expect(parseSocketInode('socket:[12345]')).toBe(12345);
  expect(parseSocketInode('pipe:[12345]')).toBeNull();
});

it('finds the process with an exclusive lock on a file', () => {
  const text =
    '1: POSIX  ADVISORY  WRITE 11 00:19:77 0 EOF\n2: FLOCK  ADVISORY  WRITE 42 00:19:77 0 EOF\n';
  expect(parseLockHolder(text, 77)).toBe(42);
  expect(parseLockHolder(text, 7)).toBeNull();
});

it('reads the limit of open files', () => {
  const text =
    'Limit                     Soft Limit           Hard Limit           Units     \n' +
    'Max open files            1024                 1048576              files     \n';
  expect(parseFileLimit(text)).toEqual({ soft: 1024, hard: 1048576 });
  expect(parseFileLimit('')).toEqual({ soft: 1024, hard: 1024 });
});
