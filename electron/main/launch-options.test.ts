import { expect, it } from 'vitest';
import { launchOptions, type Switches } from './launch-options';

const switches = (given: Readonly<Record<string, string>>): Switches => ({
  hasSwitch: (name) => name in given,
  getSwitchValue: (name) => given[name] ?? '',
});
const options = (given: Readonly<Record<string, string>>) => launchOptions(switches(given), false);

it('opens the lab by default', () => {
  const byDefault = { world: 'lab', userData: null, openSnapshot: null, devTools: false };
  expect(options({})).toEqual(byDefault);
  expect(options({ world: 'computer', 'user-data-dir': '/d' })).toEqual({
    ...byDefault,
    world: 'computer',
    userData: '/d',
  });
  expect(options({ 'open-snapshot': 'far.json' }).openSnapshot).toBe('far.json');
  expect(options({ world: 'moon' }).world).toBe('lab');
});

it('has developer tools on request, and never when it is installed', () => {
  expect(options({ devtools: '' }).devTools).toBe(true);
  expect(launchOptions(switches({ devtools: '' }), true).devTools).toBe(false);
});
