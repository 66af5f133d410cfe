import { contextBridge, ipcRenderer } from 'electron';
import { windowChannel } from '#shared/contract/window-channel';
import type { WindowBridge } from '#shared/contract/window';

const bridge: WindowBridge = {
  post(message) {
    ipcRenderer.send(windowChannel, message);
  },
  on(listener) {
    ipcRenderer.on(windowChannel, (_event, message: unknown) => {
      listener(message);
    });
  },
};

contextBridge.exposeInMainWorld('portolan', bridge);
