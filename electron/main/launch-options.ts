import type { World } from '#shared/model/status';

/** What the command line asks of the app. */
export interface LaunchOptions {
  /** The world to open at start; `none` waits for the user's choice. */
  readonly world: World | 'none';
  /** Where settings are kept; also, one instance runs for each. */
  readonly userData: string | null;
  /** A snapshot's file to show instead of a world. */
  readonly openSnapshot: string | null;
}

/** @param switchValue gives a switch's value as Chromium reads it, empty when it is absent */
export function launchOptions(switchValue: (name: string) => string): LaunchOptions {
  const world = switchValue('world');
  const given = (name: string): string | null => {
    const value = switchValue(name);
    return value === '' ? null : value;
  };
  return {
    world: world === 'computer' || world === 'none' ? world : 'lab',
    userData: given('user-data-dir'),
    openSnapshot: given('open-snapshot'),
  };
}
