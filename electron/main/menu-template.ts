import type { MenuItemConstructorOptions } from 'electron';
import type { Language } from '#shared/model/language';
import { menuTexts } from './menu-texts';

export interface MenuActions {
  readonly openSnapshot: () => void;
  readonly saveSnapshot: () => void;
}

/** Actions that Electron has built in, but names in English only. */
const editing = [['undo', 'redo'], ['cut', 'copy', 'paste', 'delete'], ['selectAll']] as const;
const viewing = [
  ['resetZoom', 'zoomIn', 'zoomOut'],
  ['togglefullscreen', 'reload'],
] as const;
const developing = ['toggleDevTools'] as const;

type Role = (typeof editing | typeof viewing | [typeof developing])[number][number];

/**
 * The app's menu in a language.
 *
 * @param devTools whether it leads to the developer tools
 */
export function menuTemplate(
  language: Language,
  { openSnapshot, saveSnapshot }: MenuActions,
  devTools: boolean,
): MenuItemConstructorOptions[] {
  const texts = menuTexts[language];
  const groups = (roles: readonly (readonly Role[])[]): MenuItemConstructorOptions[] =>
    roles.flatMap((group, index) => [
      ...(index === 0 ? [] : [{ type: 'separator' as const }]),
      ...group.map((role) => ({ role, label: texts[role] })),
    ]);
  return [
    {
      label: 'Portolan',
      submenu: [
        { label: texts.openSnapshot, accelerator: 'CmdOrCtrl+O', click: openSnapshot },
        { label: texts.saveSnapshot, accelerator: 'CmdOrCtrl+S', click: saveSnapshot },
        { type: 'separator' },
        { role: 'quit', label: texts.quit },
      ],
    },
    { label: texts.edit, submenu: groups(editing) },
    { label: texts.view, submenu: groups(devTools ? [...viewing, developing] : viewing) },
  ];
}
