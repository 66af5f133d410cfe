import type { World } from '#shared/model/status';

/** The app's command line options. */
export interface LaunchOptions {
  /** The world to open at start; `none` waits for the user's choice. */
  readonly world: World | 'none';
  /** The folder for settings. One instance of the app can run for each. */
  readonly userData: string | null;
  /** A snapshot file to show instead of a world. */
  readonly openSnapshot: string | null;
}

/** @param switchValue returns a switch's value as Chromium reads it, empty when it is absent */
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
