import { app, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import { windowMethods, type WindowEvent } from '#shared/contract/window';
import { serve } from '#transport/rpc';
import { windowHandlers } from './handlers';
import { helperSource } from './helper-source';
import { windowMessages } from './ipc';
import { launchOptions } from './launch-options';
import { installMenu } from './menu';
import { declarePageScheme, servePage } from './page-protocol';
import { openWindow } from './window';
import { currentWorld } from './world';

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

  void app.whenReady().then(() => {
    installMenu();
    servePage(bundled('renderer'));
    window = openWindow(bundled('preload/preload.cjs'));
    const handlers = windowHandlers(world, () => app.getLocale());
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
    if (options.world !== 'none') void world.choose(options.world, false);
  });
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
