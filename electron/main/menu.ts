import { Menu } from 'electron';

export interface MenuActions {
  readonly openSnapshot: () => void;
  readonly saveSnapshot: () => void;
}

/** The keyboard's way to what every window does; the bar itself is hidden until Alt is pressed. */
export function installMenu(actions: MenuActions): void {
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      {
        label: 'Portolan',
        submenu: [
          {
            label: 'Open snapshot…',
            accelerator: 'CmdOrCtrl+O',
            click: actions.openSnapshot,
          },
          {
            label: 'Save snapshot…',
            accelerator: 'CmdOrCtrl+S',
            click: actions.saveSnapshot,
          },
          { type: 'separator' },
          { role: 'quit' },
        ],
      },
      { role: 'editMenu' },
      {
        label: 'View',
        submenu: [
          { role: 'resetZoom' },
          { role: 'zoomIn' },
          { role: 'zoomOut' },
          { type: 'separator' },
          { role: 'togglefullscreen' },
          { role: 'reload' },
          { role: 'toggleDevTools' },
        ],
      },
    ]),
  );
}
