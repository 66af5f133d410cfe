import { ipcMain, type BrowserWindow, type WebFrameMain } from 'electron';
import { windowChannel } from '#shared/contract/window-channel';
import type { Channel } from '#shared/rpc/channel';
import { pageOrigin } from './page-protocol';

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

function isPage(sender: WebFrameMain | null, main: WebFrameMain): boolean {
  return (
    sender !== null &&
    sender.processId === main.processId &&
    sender.routingId === main.routingId &&
    sender.url.startsWith(`${pageOrigin}/`)
  );
}
