import { ipcMain, type BrowserWindow, type WebFrameMain } from 'electron';
import { windowChannel } from '#shared/contract/window-channel';
import type { Channel } from '#shared/rpc/channel';
import { isPageUrl } from './page-url';

/** The channel to one window. Accepts only messages that its own page sent, from its main frame. */
export function windowMessages(window: BrowserWindow): Channel {
  return {
    post(message) {
      if (!window.isDestroyed()) window.webContents.send(windowChannel, message);
    },
    on(listener) {
      ipcMain.on(windowChannel, (event, message: unknown) => {
        if (!window.isDestroyed() && isPage(event.senderFrame, window.webContents.mainFrame)) {
          listener(message);
        }
      });
    },
  };
}

/** A frame as Electron identifies it: by its process, its number there, and what it shows. */
type Frame = Pick<WebFrameMain, 'processId' | 'routingId' | 'url'>;

/** Whether a message comes from the main frame of a window while that shows the page. */
export function isPage(sender: Frame | null, main: Frame): boolean {
  return (
    sender !== null &&
    sender.processId === main.processId &&
    sender.routingId === main.routingId &&
    isPageUrl(sender.url)
  );
}
