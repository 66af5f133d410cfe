import { expect, it } from 'vitest';
import { launchOptions } from './launch-options';

const switches = (given: Readonly<Record<string, string>>) => (name: string) => given[name] ?? '';

it('opens the lab by default', () => {
  expect(launchOptions(switches({}))).toEqual({
    world: 'lab',
    userData: null,
    openSnapshot: null,
  });
  expect(launchOptions(switches({ world: 'computer', 'user-data-dir': '/d' }))).toEqual({
    world: 'computer',
    userData: '/d',
    openSnapshot: null,
  });
  expect(launchOptions(switches({ 'open-snapshot': 'far.json' })).openSnapshot).toBe('far.json');
  expect(launchOptions(switches({ world: 'moon' })).world).toBe('lab');
});
