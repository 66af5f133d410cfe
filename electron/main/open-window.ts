import { BrowserWindow, type WebPreferences } from 'electron';
import { pageUrl } from './page-url';

/**
 * What the page may do. Names also what Electron has as its default, so that neither another
 * version nor a change nearby weakens it unnoticed.
 */
const confinement: WebPreferences = {
  sandbox: true,
  contextIsolation: true,
  nodeIntegration: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  experimentalFeatures: false,
  webviewTag: false,
  disableDialogs: true,
  spellcheck: false,
};

/**
 * Opens the window.
 *
 * @param preload path of the preload script
 * @param devTools whether the developer tools can be opened
 */
export function openWindow(preload: string, devTools: boolean): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Portolan',
    width: 1440,
    height: 900,
    minWidth: 720,
    minHeight: 480,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: '#f6f4ee',
    webPreferences: { ...confinement, preload, devTools },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  void window.loadURL(pageUrl);
  return window;
}
