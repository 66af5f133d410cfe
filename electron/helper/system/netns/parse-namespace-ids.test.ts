import { describe, expect, it } from 'vitest';
import { parseNamedNamespaceIds, parseProcessNamespaceIds } from './parse-namespace-ids';

describe('ids of namespaces', () => {
  it('come from lsns, and from ip where the namespace has a name', () => {
    expect(
      parseProcessNamespaceIds('4026531840 unassigned\n4026543117 0\n4026543186 12\n'),
    ).toEqual(
      new Map([
        [0, 4026543117],
        [12, 4026543186],
      ]),
    );
    const named = [{ name: 'a', inode: 7, path: '/run/netns/a' }];
    expect(parseNamedNamespaceIds('[{"nsid":3,"name":"a"},{"nsid":4}]\n', named)).toEqual(
      new Map([[3, 7]]),
    );
  });
});
