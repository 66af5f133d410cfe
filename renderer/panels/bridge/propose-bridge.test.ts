import { describe, expect, it } from 'vitest';
import { bridge, endpoint, hostInterface, snapshotOf } from '../../testing/sample-snapshot';
import { freeBridgeAddresses, freeBridgeName } from './propose-bridge';

describe('freeBridgeAddresses', () => {
  it('leaves out what overlaps with an interface, a bridge, a container or a route', () => {
    const snapshot = snapshotOf({
      endpoints: [endpoint('c1', null), endpoint('vpn', 'tun', [], '10.55.68.9/23')],
    });
    const routes = [
      { family: 'ipv4', destination: 'default' },
      { family: 'ipv4', destination: '10.55.67.128/25' },
    ] as const;
    const host = { ...snapshot.host, routes };
    expect(freeBridgeAddresses(snapshot).slice(0, 2)).toEqual(['10.55.67.1/24', '10.55.70.1/24']);
    expect(freeBridgeAddresses({ ...snapshot, host })[0]).toBe('10.55.70.1/24');
  });

  it('goes on to other private networks where a wide one is in use', () => {
    const wide = { ...bridge('wide'), addresses: ['10.0.0.1/8', 'fe80::1/64'] };
    expect(freeBridgeAddresses(snapshotOf({ bridges: [wide] }))[0]).toBe('172.18.0.1/16');
  });
});

it('freeBridgeName takes the first number that no interface has', () => {
  const snapshot = snapshotOf();
  expect(freeBridgeName(snapshot)).toBe('br0');
  const interfaces = [hostInterface('br0'), hostInterface('br2')];
  const host = { ...snapshot.host, interfaces };
  expect(freeBridgeName({ ...snapshot, host, bridges: [bridge('br1')] })).toBe('br3');
});
