import { expect, it } from 'vitest';
import { launchOptions } from './launch-options';

const switches = (given: Readonly<Record<string, string>>) => (name: string) => given[name] ?? '';

it('opens the lab unless told otherwise', () => {
  expect(launchOptions(switches({}))).toEqual({ world: 'lab', userData: null });
  expect(launchOptions(switches({ world: 'computer', 'user-data-dir': '/d' }))).toEqual({
    world: 'computer',
    userData: '/d',
  });
  expect(launchOptions(switches({ world: 'moon' })).world).toBe('lab');
});
