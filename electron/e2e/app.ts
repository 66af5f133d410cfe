import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type ElectronApplication, type Page } from 'playwright-core';
import { electronExecutable } from '../../build/setup/electron-runtime.mjs';
import { openDisplay } from './display';

const checkout = join(import.meta.dirname, '../..');

export interface RunningApp {
  readonly electron: ElectronApplication;
  readonly page: Page;
  /** Where the app's sockets are; no other lab is there. */
  readonly runtimeFolder: string;
  /** Ends the app and removes all that was made for it. */
  close(): Promise<void>;
}

/** Starts the app with settings, sockets and, if need be, a display of its own. */
export async function startApp(options: {
  readonly world: 'lab' | 'computer' | 'none';
  /** Further switches of the app. */
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}): Promise<RunningApp> {
  const executablePath = electronExecutable(checkout);
  if (executablePath === null) throw new Error('no Electron: run "npm run setup"');
  const display = await openDisplay();
  const folder = await mkdtemp(join(tmpdir(), 'portolan-e2e-'));
  const runtimeFolder = join(folder, 'run');
  const removeAll = async () => {
    await display.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const electron = await launchPatiently({
      executablePath,
      chromiumSandbox: process.getuid?.() !== 0,
      args: [
        checkout,
        `--user-data-dir=${join(folder, 'data')}`,
        `--world=${options.world}`,
        ...(options.args ?? []),
      ],
      env: environment({
        DISPLAY: display.name,
        PORTOLAN_RUNTIME_DIR: runtimeFolder,
        ...options.env,
      }),
    });
    const page = await electron.firstWindow({ timeout: patience });
    page.setDefaultTimeout(patience);
    return {
      electron,
      page,
      runtimeFolder,
      async close() {
        await electron.close();
        await removeAll();
      },
    };
  } catch (error) {
    await removeAll();
    throw error;
  }
}

/**
 * How long a window of a busy machine, or anything in it, may take to be there, in milliseconds.
 */
export const patience = 90_000;

/**
 * How long Electron may take to be there for its driver, in milliseconds, one attempt after the
 * other.
 */
const launchLimits = [15_000, 30_000, 50_000] as const;

/**
 * Launches Electron. One launch in some thirty never ends: when the driver attaches to the window
 * just while its page replaces the empty one, no answer comes from it. The next attempt is a new
 * process.
 */
async function launchPatiently(
  options: NonNullable<Parameters<typeof _electron.launch>[0]>,
): Promise<ElectronApplication> {
  let failure: unknown;
  for (const timeout of launchLimits) {
    try {
      return await _electron.launch({ ...options, timeout });
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

function environment(own: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !/^(NODE_OPTIONS|ELECTRON_|VITEST)/.test(entry[0]),
  );
  return { ...Object.fromEntries(inherited), ...own };
}
