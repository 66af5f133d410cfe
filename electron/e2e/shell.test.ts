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

  it('gives its page one object, and neither Node nor Electron', async () => {
    const globals = await app.page.evaluate(() => ({
      bridge: Object.keys((globalThis as unknown as { portolan: object }).portolan).sort(),
      require: typeof (globalThis as { require?: unknown }).require,
      process: typeof (globalThis as { process?: unknown }).process,
    }));
    expect(globals).toEqual({ bridge: ['on', 'post'], require: 'undefined', process: 'undefined' });
  });

  it('keeps the page where it is', async () => {
    const { electron, page } = app;
    const before = page.url();
    await electron.evaluate(({ BrowserWindow }) => {
      const isPrevented = new Promise((resolve) => {
        BrowserWindow.getAllWindows()[0]?.webContents.once('will-navigate', (event) => {
          resolve(event.defaultPrevented);
        });
      });
      Object.assign(globalThis, { isPrevented });
    });
    const opened = await page.evaluate(() => {
      const second = window.open('https://example.com/');
      window.location.href = 'https://example.com/';
      return second;
    });
    expect(opened).toBeNull();
    const isPrevented = electron.evaluate(
      () => (globalThis as unknown as { isPrevented: Promise<boolean> }).isPrevented,
    );
    expect(await isPrevented).toBe(true);
    expect(page.url()).toBe(before);
    expect(electron.windows()).toHaveLength(1);
  });

  it('runs no script and loads no file but its own', async () => {
    const refused = await app.page.evaluate(async () => {
      const tries = ['file:///etc/hostname', 'portolan://app/../../package.json'];
      const answers = await Promise.all(
        tries.map((url) =>
          fetch(url).then(
            (answer) => answer.status,
            () => 'refused',
          ),
        ),
      );
      return answers;
    });
    expect(refused).toEqual(['refused', 404]);
  });
});
