import { describe, expect, it } from 'vitest';
import { boundedLabels, parseHealth, readNetworks } from './parse-container-details';

describe('boundedLabels', () => {
  it('keeps 64 labels of 256 characters', () => {
    const many = Object.fromEntries(
      Array.from({ length: 100 }, (_, i) => [
        `label-${String(i).padStart(3, '0')}`,
        'x'.repeat(999),
      ]),
    );
    const kept = boundedLabels({ ...many, ['n'.repeat(300)]: 'long name' });
    expect(Object.keys(kept)).toHaveLength(64);
    expect(kept['label-000']).toHaveLength(256);
    expect(boundedLabels({ b: '2', a: '1' })).toEqual({ a: '1', b: '2' });
  });
});

describe('parseHealth', () => {
  it.each([
    ['Up 3 minutes (healthy)', 'healthy'],
    ['Up 4 seconds (health: starting)', 'starting'],
    ['Up 2 hours (unhealthy)', 'unhealthy'],
    ['Up 2 hours (Paused)', undefined],
    ['Up 2 hours', undefined],
  ])('%s', (status, health) => {
    expect(parseHealth(status)).toBe(health);
  });
});

describe('readNetworks', () => {
  it('has addresses where the engine gave one', () => {
    const six = { IPAddress: '10.9.0.2', GlobalIPv6Address: 'fd00:9::2', Gateway: '10.9.0.1' };
    expect(readNetworks({ six, none: { IPAddress: '', Gateway: '' }, odd: null })).toEqual([
      { name: 'none' },
      { name: 'odd' },
      { name: 'six', address: '10.9.0.2', address6: 'fd00:9::2', gateway: '10.9.0.1' },
    ]);
  });
});
