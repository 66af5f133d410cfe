import { BrowserWindow } from 'electron';
import { pageOrigin, pageUrl } from './page-protocol';

/**
 * Opens the window. Its page is sandboxed, cannot navigate, and may only write to the clipboard.
 */
export function openWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Portolan',
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#f6f4ee',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    },
  });
  confine(window);
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(pageUrl);
  return window;
}

function confine({ webContents }: BrowserWindow): void {
  webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
  webContents.on('will-navigate', (event) => {
    event.preventDefault();
  });
  webContents.on('will-attach-webview', (event) => {
    event.preventDefault();
  });
  const allowed = (permission: string, url: string): boolean =>
    permission === 'clipboard-sanitized-write' && url.startsWith(pageOrigin);
  webContents.session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    answer(allowed(permission, details.requestingUrl));
  });
  webContents.session.setPermissionCheckHandler((_contents, permission, origin) =>
    allowed(permission, origin),
  );
}
