import { expect, it } from 'vitest';
import { parsePasswd } from './parse-passwd';

const find = (text: string, uid: number) => parsePasswd(text).find((user) => user.uid === uid);

it('finds a user by number', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\n# a comment\nann:x:1000:1000::/home/ann:/bin/sh\n';
  expect([0, 1000, 100].map((uid) => find(text, uid)?.name)).toEqual(['root', 'ann', undefined]);
});

it('finds the home of a user', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\nann:x:1000:1000::/home/ann:/bin/sh\nno:x:7:7:::\n';
  expect([0, 1000, 7, 8].map((uid) => find(text, uid)?.home)).toEqual([
    '/root',
    '/home/ann',
    undefined,
    undefined,
  ]);
});
