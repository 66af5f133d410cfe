import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { windowMethods } from '#shared/contract/window';
import { startApp, type RunningApp } from './app';

/** What the preload script exposes, as a hostile page would use it. */
interface Bridge {
  readonly portolan: {
    post(message: unknown): void;
    on(listener: (message: unknown) => void): void;
  };
}

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ world: 'none' });
  await app.electron.evaluate(({ dialog }) => {
    const problems: string[] = [];
    Object.assign(globalThis, { problems });
    for (const event of ['uncaughtException', 'unhandledRejection']) {
      process.on(event, (error: unknown) => problems.push(`${event}: ${String(error)}`));
    }
    dialog.showOpenDialog = () => Promise.resolve({ canceled: true, filePaths: [] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: true, filePath: '' });
  });
});
afterAll(async () => {
  await app.close();
});

/** What went wrong in main, outside of any request. */
const problems = () =>
  app.electron.evaluate(() => (globalThis as unknown as { problems: string[] }).problems);

/** Posts a request of the page's own, and returns its answer. */
const request = (method: string, input: object) =>
  app.page.evaluate(
    ([m, argument]) =>
      new Promise((resolve) => {
        const { portolan } = globalThis as unknown as Bridge;
        const i = crypto.randomUUID();
        portolan.on((message) => {
          const answer = message as { i?: string; r?: unknown };
          if (answer.i === i) resolve(answer.r);
        });
        portolan.post({ t: 'q', i, m, a: [argument] });
      }),
    [method, input] as const,
  );

/** The labels of the menu, which `setLanguage` changes. */
const menu = () =>
  app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label));

/** Main answers, the page reacts, and nothing went wrong. */
async function expectToWork(): Promise<void> {
  // After a flood, main may refuse some requests first.
  await expect.poll(() => request('initial', {})).toMatchObject({ ok: true });
  for (const [name, view] of [
    ['繁體中文', '檢視'],
    ['English', 'View'],
  ] as const) {
    await app.page.getByRole('radio', { name }).click();
    await expect.poll(menu).toContain(view);
  }
  expect(await problems()).toEqual([]);
}

/** Methods that no message may call with a valid input by chance: they would start a helper. */
const dangerous = new Set(['chooseWorld']);
const methodNames = Object.keys(windowMethods).filter((name) => !dangerous.has(name));

const text = fc.oneof(
  fc.string(),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty', 'then'),
  fc.constantFrom('$close', '$call', '$functions', 'notify', 'q', 's'),
);
const value = fc.anything({
  key: text,
  withBigInt: true,
  withDate: true,
  withMap: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});
/** Messages that look like those of the RPC, and others. */
const message = fc.oneof(
  value,
  fc.record(
    {
      t: fc.oneof({ weight: 6, arbitrary: fc.constant('q') }, fc.constant('s'), value),
      m: fc.oneof(fc.constantFrom(...methodNames), text, value),
      a: fc.oneof(fc.array(value), value),
      i: fc.oneof(text, value),
      o: fc.boolean(),
      r: value,
      e: value,
    },
    { requiredKeys: ['t'] },
  ),
);

describe('main', () => {
  it('survives arbitrary messages of the page', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(message, { maxLength: 50 }), async (messages) => {
        // As source text, since the driver does not pass on every value as it is.
        await app.page.evaluate(`${fc.stringify(messages)}.forEach((one) => portolan.post(one))`);
        await expect.poll(() => request('initial', {})).toMatchObject({ ok: true });
        expect(await problems()).toEqual([]);
      }),
      { numRuns: 60 },
    );
    await expectToWork();
  });

  it('survives messages that are made to break it', async () => {
    await app.page.evaluate(() => {
      const { portolan } = globalThis as unknown as Bridge;
      const nested = (depth: number): unknown => {
        let inner: unknown = {};
        for (let level = 0; level < depth; level++) inner = level % 2 === 0 ? [inner] : { inner };
        return inner;
      };
      const circle: Record<string, unknown> = {};
      circle['circle'] = [circle];
      const call = (m: unknown, ...a: unknown[]) => ({ t: 'q', i: 'hostile', m, a });
      const names: readonly unknown[] = [
        { toString: 1 },
        { toString: null, valueOf: null },
        Object.create(null),
        [],
        ['initial'],
        [['initial']],
        null,
        undefined,
        Number.NaN,
        10n,
        true,
        '',
        'x'.repeat(1_000_000),
        new Date(Number.NaN),
        new Map([['initial', 1]]),
        circle,
      ];
      const messages: readonly unknown[] = [
        ...names.flatMap((name) => [call(name, {}), { t: 'q', m: name }, { t: 's', i: name }]),
        { t: 'q', i: circle, m: 'initial', a: [{}] },
        { t: 'q', i: 'hostile', m: 'initial', a: { length: 1_000_000_000 } },
        { t: 'q', i: 'hostile', m: 'initial', a: { length: -1, 0: {} } },
        { t: 'q', i: 'hostile', m: 'initial', a: 'text' },
        { t: 'q', i: 'hostile', m: 'initial', a: circle },
        { t: { toString: 1 }, m: 'initial', a: [{}] },
        new Error('error'),
        new Uint8Array(10_000_000),
        new ArrayBuffer(8),
        /(a+)+$/,
        'x'.repeat(10_000_000),
        Array(1_000_000).fill(0),
        call('publish', circle),
        call('publish', nested(1_000)),
        call('publish', JSON.parse('{"__proto__": {"specs": []}, "constructor": {}}')),
        call('publish', { specs: Array(100_000).fill({}) }),
        call('publish', { specs: Array(100_000).fill('x') }),
        call('unpublish', { selectors: Array(100_000).fill('x'.repeat(100)) }),
        call('setLanguage', { language: 'x'.repeat(10_000_000) }),
        call('setLanguage', { language: { toString: 1 } }),
        nested(1_000),
      ];
      for (const message of messages) {
        try {
          portolan.post(message);
        } catch {
          // It cannot be cloned, so main never sees it.
        }
      }
    });
    await expectToWork();
  });

  it('survives a flood of messages', async () => {
    await app.page.evaluate(() => {
      const { portolan } = globalThis as unknown as Bridge;
      for (let i = 0; i < 5_000; i++) {
        portolan.post({ t: 'q', i: `flood ${String(i)}`, m: 'initial', a: [{}] });
      }
    });
    await expectToWork();
  });

  it('ignores other windows, frames in the page, and frames that are gone', async () => {
    const before = await menu();
    const seen = await app.electron.evaluate(async ({ app: main, BrowserWindow, ipcMain }) => {
      const [window] = BrowserWindow.getAllWindows();
      const order = { t: 'q', i: 'hostile', m: 'setLanguage', a: [{ language: 'zh-Hant' }] };
      const other = new BrowserWindow({
        show: false,
        webPreferences: {
          preload: `${main.getAppPath()}/dist/preload/preload.cjs`,
          sandbox: true,
          contextIsolation: true,
        },
      });
      const heard = new Promise<boolean>((resolve) => {
        ipcMain.once('portolan', ({ sender }, message: unknown) => {
          const { i } = message as { i?: unknown };
          resolve(i === 'hostile' && sender === other.webContents);
        });
      });
      // Without scripts of its own, which would send messages, too.
      await other.loadURL('portolan://app/missing.html');
      await other.webContents.executeJavaScript(`portolan.post(${JSON.stringify(order)})`);
      const isHeard = await heard;
      other.destroy();
      const sender = window?.webContents;
      await sender?.executeJavaScript(
        'void document.body.append(document.createElement("iframe"))',
      );
      const [frame] = sender?.mainFrame.frames ?? [];
      for (const senderFrame of [frame, null]) {
        ipcMain.emit('portolan', { sender, senderFrame }, order);
      }
      return { isHeard, frame: frame?.url };
    });
    expect(seen).toEqual({ isHeard: true, frame: 'about:blank' });
    await expect(request('initial', {})).resolves.toMatchObject({ ok: true });
    expect(await menu()).toEqual(before);
    // The page itself may give that order.
    await request('setLanguage', { language: 'zh-Hant' });
    expect(await menu()).not.toEqual(before);
    await expectToWork();
  });
});
