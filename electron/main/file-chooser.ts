import { app, dialog, type BrowserWindow } from 'electron';
import { join } from 'node:path';
import type { Snapshot } from '#shared/model/snapshot';

/** Lets the user choose a file; null when the dialog was closed without a choice. */
export interface FileChooser {
  toOpen(): Promise<string | null>;
  toSave(snapshot: Snapshot): Promise<string | null>;
}

const filters = [
  { name: 'Portolan', extensions: ['json'] },
  { name: '*', extensions: ['*'] },
];

/** Chooses files with the system's dialogs, which belong to the window. */
export function fileChooser(window: BrowserWindow): FileChooser {
  return {
    async toOpen() {
      const chosen = await dialog.showOpenDialog(window, { properties: ['openFile'], filters });
      return chosen.filePaths[0] ?? null;
    },
    async toSave({ host }) {
      const name = `${fileName(host.hostname)}-${new Date().toISOString().slice(0, 10)}.portolan.json`;
      const defaultPath = join(app.getPath('documents'), name);
      const chosen = await dialog.showSaveDialog(window, { defaultPath, filters });
      return chosen.canceled ? null : chosen.filePath;
    },
  };
}

/** A name without characters that lead to another folder or are not seen. */
function fileName(hostname: string): string {
  return hostname.replace(/[^\p{L}\p{N}_.-]/gu, '-').replace(/^\.+/, '');
}
