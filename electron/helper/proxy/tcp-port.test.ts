import { describe, expect, it } from 'vitest';
import { innerTcp } from './inner-tcp';
import { itRelays } from './testing/tcp-port-cases';

it('uses the parts of this version of Node', () => {
  expect(innerTcp).not.toBeNull();
});

describe('a TCP port whose connections are handles', itRelays);
