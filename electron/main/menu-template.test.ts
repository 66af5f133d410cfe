import type { MenuItemConstructorOptions } from 'electron';
import { expect, it } from 'vitest';
import { menuTemplate } from './menu-template';

const actions = { openSnapshot: () => undefined, saveSnapshot: () => undefined };

function items(menu: readonly MenuItemConstructorOptions[]): readonly MenuItemConstructorOptions[] {
  return menu.flatMap((item) => [
    item,
    ...(Array.isArray(item.submenu) ? items(item.submenu) : []),
  ]);
}

const named = (language: 'en' | 'zh-Hant', devTools = true) =>
  items(menuTemplate(language, actions, devTools)).filter(({ type }) => type !== 'separator');

it('has the same actions in every language, with names in that language', () => {
  const [english, chinese] = [named('en'), named('zh-Hant')];
  const actionsOf = (menu: typeof english) =>
    menu.map(({ role, accelerator, click }) => ({ role, accelerator, click }));
  expect(actionsOf(chinese)).toEqual(actionsOf(english));
  for (const [index, { label = '' }] of chinese.entries()) {
    if (label === 'Portolan') continue;
    expect(label).toMatch(/\p{Script=Han}/u);
    expect(english[index]?.label).toMatch(/^[A-Z][a-z ]+…?$/);
  }
});

it('leads to the developer tools only where they are wanted', () => {
  const leads = (devTools: boolean) =>
    named('en', devTools).some(({ role }) => role === 'toggleDevTools');
  expect(leads(true)).toBe(true);
  expect(leads(false)).toBe(false);
});
