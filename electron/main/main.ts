import { app, Menu, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { windowMethods, type WindowEvent } from '#shared/contract/window';
import { languageFor, type Language } from '#shared/model/language';
import { visibleNote } from '#shared/model/visible-text';
import type { AppError } from '#shared/result/app-error';
import type { CallLimits } from '#shared/rpc/call-limits';
import { serve } from '#shared/rpc/serve';
import { readSnapshotFile } from '#transport/snapshot-file';
import { windowHandlers } from './window-handlers';
import { helperSource } from './helper-source';
import { confine } from './confine';
import { windowMessages } from './ipc';
import { launchOptions } from './launch-options';
import { menuTemplate } from './menu-template';
import { declarePageScheme, servePage } from './page-protocol';
import { fileChooser } from './file-chooser';
import { openWindow } from './open-window';
import { currentWorld, type CurrentWorld } from './world';

/** What the page may ask for: far more than it needs. */
const pageLimits: CallLimits = {
  inFlight: 256,
  burst: 1_000,
  perSecond: 500,
  now: () => performance.now(),
};

const bundled = (path: string): string => join(__dirname, '..', path);

const options = launchOptions(app.commandLine, app.isPackaged);
if (options.userData !== null) app.setPath('userData', options.userData);

if (app.requestSingleInstanceLock()) run();
else app.quit();

function run(): void {
  let window: BrowserWindow | null = null;
  let notify: (event: WindowEvent) => void = () => undefined;
  const world = currentWorld(helperSource(process.env, bundled('helper/helper.cjs')), (event) => {
    notify(event);
  });

  // Chromium's sandbox does not work for root, who has to disable it on the command line.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox();
  declarePageScheme();
  confine(app, options.devTools);
  app.on('second-instance', () => {
    if (window?.isMinimized() === true) window.restore();
    window?.focus();
  });
  app.on('window-all-closed', () => {
    app.quit();
  });
  quitAfter(() => world.close());

  void app.whenReady().then(async () => {
    const file = await openAtStart(world, options.openSnapshot);
    servePage(bundled('renderer'));
    window = openWindow(bundled('preload/preload.cjs'), options.devTools);
    // The keyboard's way to every menu action; the bar itself is hidden until Alt is pressed.
    const setLanguage = (language: Language): void => {
      const actions = {
        openSnapshot: chosen(handlers.openSnapshot),
        saveSnapshot: chosen(handlers.saveSnapshot),
      };
      const template = menuTemplate(language, actions, options.devTools);
      Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    };
    const handlers = windowHandlers(world, {
      locale: () => app.getLocale(),
      files: fileChooser(window),
      setLanguage,
      notice: file.notice,
    });
    const chosen = (action: typeof handlers.openSnapshot) => (): void => {
      void action({}).then((done) => {
        if (!done.ok) notify({ type: 'notice', error: done.error });
      });
    };
    setLanguage(languageFor(app.getLocale()));
    const served = serve<typeof windowMethods, WindowEvent>(
      windowMethods,
      handlers,
      windowMessages(window),
      {
        limits: pageLimits,
        onBug(error, method) {
          const bug = error instanceof Error ? String(error.stack) : '';
          process.stderr.write(`${visibleNote(`bug in ${method}: ${bug}`)}\n`);
        },
      },
    );
    notify = (event) => {
      served.notify(event);
    };
    if (options.world !== 'none' && !file.shown) void world.choose(options.world, false);
  });
}

/** Shows the snapshot file that the command line names, if any. */
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

/** Delays the end of the app until `close` has settled. */
function quitAfter(close: () => Promise<void>): void {
  let closing: Promise<void> | null = null;
  app.on('will-quit', (event) => {
    if (closing !== null) return;
    event.preventDefault();
    // Not within this event: until it is over, Electron considers the app quitting and ignores the
    // call.
    closing = close().finally(() => {
      setImmediate(() => {
        app.quit();
      });
    });
  });
}
