import { isIP } from 'node:net';
import { describe, expect, it } from 'vitest';
import { cidrContains, isLinkLocal, networkOf, parseAddress, parseCidr } from './address';

describe('parseAddress', () => {
  it.each([
    ['10.55.66.2', '10.55.66.2'],
    ['0.0.0.0', '0.0.0.0'],
    ['::1', '::1'],
    ['::', '::'],
    ['FD00:0:0:1::2', 'fd00:0:0:1::2'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    ['1:0:2:3:4:5:6:7', '1:0:2:3:4:5:6:7'],
    ['::ffff:10.0.0.1', '::ffff:10.0.0.1'],
    ['::ffff:a00:1', '::ffff:10.0.0.1'],
  ])('makes %s canonical', (text, canonical) => {
    expect(parseAddress(text)).toEqual({ ok: true, value: canonical });
  });

  it.each([
    '',
    '10.0.0',
    '10.0.0.256',
    '010.0.0.1',
    '1.2.3.4.5',
    ':::',
    '1::2::3',
    'g::1',
    'fe80::1%eth0',
    '1:2:3:4:5:6:7',
    '1:2:3:4:5:6:7:8:9',
    '1.2.3.4::',
    ' 1.2.3.4',
  ])('refuses "%s"', (text) => {
    expect(parseAddress(text)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });

  it('agrees with the system on which texts are addresses', () => {
    const pieces = ['0', '1', 'ff', ':', '::', '.', '255', '256', 'g', '127'];
    let seed = 42;
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2 ** 31;
      return seed % below;
    };
    for (let i = 0; i < 20_000; i++) {
      const text = Array.from({ length: 1 + next(9) }, () => pieces[next(pieces.length)]).join('');
      expect([text, parseAddress(text).ok]).toEqual([text, isIP(text) !== 0]);
    }
  });
});

describe('networks', () => {
  const cidr = (text: string) => {
    const parsed = parseCidr(text);
    if (!parsed.ok) throw new Error(text);
    return parsed.value;
  };

  it('decides which addresses a network contains', () => {
    expect(cidrContains(cidr('10.55.66.0/24'), '10.55.66.255')).toBe(true);
    expect(cidrContains(cidr('10.55.66.0/24'), '10.55.67.0')).toBe(false);
    expect(cidrContains(cidr('10.55.64.0/21'), '10.55.71.1')).toBe(true);
    expect(cidrContains(cidr('fd00::/8'), 'fd12::1')).toBe(true);
    expect(cidrContains(cidr('0.0.0.0/0'), '::1')).toBe(false);
  });

  it('names the network of an address', () => {
    expect(networkOf(cidr('10.55.66.2/24'))).toBe('10.55.66.0/24');
    expect(networkOf(cidr('fd00:1::2/64'))).toBe('fd00:1::/64');
    expect(networkOf(cidr('192.0.2.77/31'))).toBe('192.0.2.76/31');
  });

  it.each(['10.0.0.1', '10.0.0.1/33', '10.0.0.1/', '::1/129', '10.0.0.1/-1', '10.0.0.1/08'])(
    'refuses the network "%s"',
    (text) => {
      expect(parseCidr(text).ok).toBe(false);
    },
  );

  it('knows addresses that are valid on one link only', () => {
    expect(isLinkLocal('169.254.1.1')).toBe(true);
    expect(isLinkLocal('fe80::1')).toBe(true);
    expect(isLinkLocal('fd00::1')).toBe(false);
  });
});
