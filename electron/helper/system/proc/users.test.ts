import { expect, it } from 'vitest';
import { parseUserHome, parseUserName } from './users';

it('finds a user by number', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\n# a comment\nann:x:1000:1000::/home/ann:/bin/sh\n';
  expect([0, 1000, 100].map((uid) => parseUserName(text, uid))).toEqual(['root', 'ann', undefined]);
});

it('finds the home of a user', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\nno:x:7:7:::\n';
  expect([0, 1000, 7, 8].map((uid) => parseUserHome(text, uid))).toEqual([
    ...['/root', '/home/ann', undefined, undefined],
  ]);
});
