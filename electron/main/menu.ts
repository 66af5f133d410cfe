import { Menu } from 'electron';
import type { Language } from '#shared/model/language';
import { menuTemplate, type MenuActions } from './menu-template';

/** The keyboard's way to what every window does; the bar itself is hidden until Alt is pressed. */
export function installMenu(language: Language, actions: MenuActions): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(menuTemplate(language, actions)));
}
