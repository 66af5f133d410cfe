import { expect, it } from 'vitest';
import { freeNetwork } from './free-network';

it('skips networks that are used, whether wider or narrower', () => {
  expect(freeNetwork(4, [])).toEqual({
    host: '203.0.113.249',
    client: '203.0.113.250',
    prefix: 30,
  });
  expect(freeNetwork(4, ['203.0.113.250/32', '192.0.2.1/24', 'default', '0.0.0.0/0'])).toEqual({
    host: '198.51.100.249',
    client: '198.51.100.250',
    prefix: 30,
  });
  expect(freeNetwork(6, [])?.client).toBe('2001:db8:ffff:fff8::2');
  expect(freeNetwork(6, ['2001:db8::/32'])).toBeNull();
});
