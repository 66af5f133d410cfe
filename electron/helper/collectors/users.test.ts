import { expect, it } from 'vitest';
import { parseUserName } from './users';

it('finds a user by number', () => {
  const text = 'root:x:0:0:root:/root:/bin/bash\n# a comment\nann:x:1000:1000::/home/ann:/bin/sh\n';
  expect([0, 1000, 100].map((uid) => parseUserName(text, uid))).toEqual(['root', 'ann', undefined]);
});
