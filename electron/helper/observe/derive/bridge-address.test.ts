import { describe, expect, it } from 'vitest';
import { parseRoutes } from '../../system/ip/parse-routes';
import { findOverlap, parseBridgeAddress } from './bridge-address';
import { nextFreeAddress } from './free-address';
import { toEnglish } from '#shared/messages/message';

describe('parseBridgeAddress', () => {
  it.each(['10.55.66.1/24', '10.55.66.254/24', '192.168.0.1/30', 'fd00:55::1/64', '172.16.0.0/31'])(
    'reads %s, or refuses it for its size',
    (text) => {
      expect(parseBridgeAddress(text).ok).toBe(!text.endsWith('/31'));
    },
  );

  it.each([
    '10.55.66.1',
    '10.55.66.0/24',
    '10.55.66.255/24',
    '10.55.66.1/32',
    '10.55.66.1/33',
    '127.0.0.1/8',
    '169.254.0.1/16',
    '224.0.0.1/4',
    '0.0.0.1/8',
    '255.255.255.255/8',
    'fd00::/64',
    'fd00::1/128',
    'fe80::1/64',
    'ff02::1/16',
    '::1/64',
    '::/0',
    'hw1',
    '',
  ])('refuses %s', (text) => {
    expect(parseBridgeAddress(text)).toMatchObject({ ok: false, error: { code: 'BAD_REQUEST' } });
  });
});

describe('nextFreeAddress', () => {
  it.each([
    ['10.55.66.1/24', [], '10.55.66.2/24'],
    ['10.55.66.254/24', [], '10.55.66.1/24'],
    ['10.55.66.1/24', ['10.55.66.2', '10.55.66.4'], '10.55.66.3/24'],
    ['10.0.255.250/16', [], '10.0.0.1/16'],
    ['fd00:55::1/64', ['fd00:55::2'], 'fd00:55::3/64'],
    ['10.0.0.1/30', [], '10.0.0.2/30'],
  ])('of %s without %s is %s', (bridge, used, expected) => {
    expect(nextFreeAddress(bridge, new Set(used))).toEqual({ ok: true, value: expected });
  });

  it('says when the network is full, and never gives the broadcast address', () => {
    const used = new Set(['10.0.0.2']);
    expect(nextFreeAddress('10.0.0.1/30', used)).toMatchObject({ error: { code: 'BAD_REQUEST' } });
  });
});

describe('findOverlap', () => {
  const routes = parseRoutes([
    { dst: 'default', gateway: '198.51.100.2', dev: 'up0' },
    { dst: '0.0.0.0/1', dev: 'tun0' },
    { dst: '198.51.100.0/24', dev: 'up0' },
    { dst: '203.0.113.7', dev: 'up0' },
    { dst: 'fd00:1::/48', dev: 'wg0' },
  ]);
  const overlap = (address: string) => findOverlap(address, [], routes, []);

  it.each(['198.51.0.1/16', '198.51.100.129/25', '203.0.113.1/24', 'fd00:1:0:5::1/64'])(
    'names what %s overlaps with',
    (address) => {
      expect(overlap(address)).toMatchObject({ code: 'BAD_REQUEST', details: { address } });
    },
  );

  it.each(['10.55.66.1/24', '203.0.114.1/24', 'fd00:2::1/64'])(
    'has nothing against %s',
    (address) => {
      expect(overlap(address)).toBeNull();
    },
  );

  it('knows bridges that are asked for and not there yet', () => {
    const other = { name: 'hw1', address: '10.55.66.1/24', mac: '' };
    const overlapping = findOverlap('10.55.66.129/25', [], [], [other]);
    expect(toEnglish(overlapping?.message ?? '')).toContain('hw1');
  });
});
