import type { CommandLine } from 'electron';
import type { World } from '#shared/model/status';

/** The app's command line options. */
export interface LaunchOptions {
  /** The world to open at start; `none` waits for the user's choice. */
  readonly world: World | 'none';
  /** The folder for settings. One instance of the app can run for each. */
  readonly userData: string | null;
  /** A snapshot file to show instead of a world. */
  readonly openSnapshot: string | null;
  /** Whether the developer tools can be opened: with `--devtools`, from a checkout only. */
  readonly devTools: boolean;
}

/** Switches as Chromium reads them; the value of an absent one is empty. */
export type Switches = Pick<CommandLine, 'hasSwitch' | 'getSwitchValue'>;

/** @param isPackaged whether the app was installed, instead of started from a checkout */
export function launchOptions(switches: Switches, isPackaged: boolean): LaunchOptions {
  const world = switches.getSwitchValue('world');
  const given = (name: string): string | null => {
    const value = switches.getSwitchValue(name);
    return value === '' ? null : value;
  };
  return {
    world: world === 'computer' || world === 'none' ? world : 'lab',
    userData: given('user-data-dir'),
    openSnapshot: given('open-snapshot'),
    devTools: !isPackaged && switches.hasSwitch('devtools'),
  };
}
