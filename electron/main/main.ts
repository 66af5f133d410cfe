import { app, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { windowMethods, type WindowEvent } from '#shared/contract/window';
import { languageFor, type Language } from '#shared/model/language';
import type { AppError } from '#shared/result/app-error';
import { serve } from '#shared/rpc/serve';
import { readSnapshotFile } from '#transport/snapshot-file';
import { windowHandlers } from './window-handlers';
import { helperSource } from './helper-source';
import { windowMessages } from './ipc';
import { launchOptions } from './launch-options';
import { installMenu } from './menu';
import { declarePageScheme, servePage } from './page-protocol';
import { fileChooser } from './file-chooser';
import { openWindow } from './open-window';
import { currentWorld, type CurrentWorld } from './world';

const bundled = (path: string): string => join(__dirname, '..', path);

const options = launchOptions((name) => app.commandLine.getSwitchValue(name));
if (options.userData !== null) app.setPath('userData', options.userData);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  let window: BrowserWindow | null = null;
  let tell: (event: WindowEvent) => void = () => undefined;
  const world = currentWorld(helperSource(process.env, bundled('helper/helper.cjs')), (event) => {
    tell(event);
  });

  // Root cannot have Chromium's sandbox and says so on the command line.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declarePageScheme();
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  quitTidily(() => world.close());

  void app.whenReady().then(async () => {
    const file = await openAtStart(world, options.openSnapshot);
    servePage(bundled('renderer'));
    window = openWindow(bundled('preload/preload.cjs'));
    const speak = (language: Language): void => {
      installMenu(language, {
        openSnapshot: chosen(handlers.openSnapshot),
        saveSnapshot: chosen(handlers.saveSnapshot),
      });
    };
    const handlers = windowHandlers(world, {
      locale: () => app.getLocale(),
      files: fileChooser(window),
      speak,
      notice: file.notice,
    });
    const chosen = (ask: typeof handlers.openSnapshot) => (): void => {
      void ask({}).then((done) => {
        if (!done.ok) tell({ type: 'notice', error: done.error });
      });
    };
    speak(languageFor(app.getLocale()));
    const served = serve<typeof windowMethods, WindowEvent>(
      windowMethods,
      handlers,
      windowMessages(window),
      (error, method) => {
        process.stderr.write(`${method}: ${error instanceof Error ? String(error.stack) : ''}\n`);
      },
    );
    tell = (event) => {
      served.notify(event);
    };
    if (options.world !== 'none' && !file.shown) void world.choose(options.world, false);
  });
}

/** Shows the snapshot that the command line names, if it does and it can be read. */
async function openAtStart(
  world: CurrentWorld,
  path: string | null,
): Promise<{ readonly shown: boolean; readonly notice: AppError | null }> {
  if (path === null) return { shown: false, notice: null };
  const opened = await readSnapshotFile(path);
  if (!opened.ok) return { shown: false, notice: opened.error };
  world.show(opened.value);
  return { shown: true, notice: null };
}

/** Holds the end of the app back until what it started has ended. */
function quitTidily(close: () => Promise<void>): void {
  let closing: Promise<void> | null = null;
  app.on('will-quit', (event) => {
    if (closing !== null) return;
    event.preventDefault();
    // Not from within this event: until it is over, Electron takes the app to be quitting and ignores the call.
    closing = close().finally(() => {
      setImmediate(() => {
        app.quit();
      });
    });
  });
}
