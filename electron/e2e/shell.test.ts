import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApp, type RunningApp } from './app';

describe('the window', () => {
  let app: RunningApp;
  beforeAll(async () => {
    app = await startApp({ world: 'none' });
  });
  afterAll(async () => {
    await app.close();
  });

  it('is called Portolan', async () => {
    expect(await app.page.title()).toBe('Portolan');
  });

  it('has a menu in the language that is chosen in it', async () => {
    const menus = () =>
      app.electron.evaluate(({ Menu }) =>
        Menu.getApplicationMenu()?.items.map(({ label }) => label),
      );
    await app.page.getByRole('radio', { name: '繁體中文' }).click();
    await vi.waitFor(async () => {
      expect(await menus()).toEqual(['Portolan', '編輯', '檢視']);
    }, 10_000);
    await app.page.getByRole('radio', { name: 'English' }).click();
    await vi.waitFor(async () => {
      expect(await menus()).toEqual(['Portolan', 'Edit', 'View']);
    }, 10_000);
  });
});
