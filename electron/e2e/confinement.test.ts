import { connect } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from './app';
import { attemptNetwork } from './network-attempts';
import { attemptPermissions } from './permission-attempts';
import { attemptScripts } from './script-attempts';
import { startSilentServer, type SilentServer } from './silent-server';

/** What main lets tests see of events that the app has handled, by what was asked for. */
interface Observed {
  readonly observed: Record<string, boolean>;
}

describe('the page', () => {
  let app: RunningApp;
  let server: SilentServer;
  /** A URL of the server. */
  let elsewhere = '';
  beforeAll(async () => {
    server = await startSilentServer();
    elsewhere = `http://127.0.0.1:${String(server.port)}/`;
    app = await startApp({ world: 'none' });
    // Whether each navigation and download was prevented, by its URL.
    await app.electron.evaluate(({ BrowserWindow }) => {
      const observed: Record<string, boolean> = {};
      Object.assign(globalThis, { observed });
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.on('will-frame-navigate', (event) => {
        observed[event.url] = event.defaultPrevented;
      });
      contents?.session.on('will-download', (event, item) => {
        observed[item.getURL()] = event.defaultPrevented;
      });
    });
  });
  afterAll(async () => {
    await app.close();
    server.stop();
  });

  const isPrevented = (url: string) =>
    app.electron.evaluate((_, asked) => (globalThis as unknown as Observed).observed[asked], url);

  it('runs sandboxed, isolated and without anything experimental', async () => {
    const preferences = await app.electron.evaluate(({ BrowserWindow }) => {
      // Electron does not document it, but its own tests use it.
      type Inside = { getLastWebPreferences(): Record<string, unknown> } | undefined;
      const inside = BrowserWindow.getAllWindows()[0]?.webContents as unknown as Inside;
      return inside?.getLastWebPreferences();
    });
    expect(preferences).toMatchObject({
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
      disableDialogs: true,
    });
  });

  it('has one object of two functions, and neither Node nor Electron', async () => {
    const globals = await app.page.evaluate(() => {
      const { portolan } = globalThis as unknown as { portolan: Record<string, unknown> };
      const nodes = ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'];
      return {
        bridge: Object.getOwnPropertyNames(portolan).map((name) => [name, typeof portolan[name]]),
        nodes: nodes.filter((name) => name in globalThis),
      };
    });
    expect(globals.bridge.sort()).toEqual([
      ['on', 'function'],
      ['post', 'function'],
    ]);
    expect(globals.nodes).toEqual([]);
  });

  it('sends and receives on one channel', async () => {
    const { electron, page } = app;
    await electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const channels = new Set<string>();
      Object.assign(globalThis, { channels });
      for (const event of ['ipc-message', 'ipc-message-sync'] as const) {
        contents?.on(event as 'ipc-message', (_, channel) => channels.add(channel));
      }
    });
    const received = page.evaluate(
      () =>
        new Promise<unknown[]>((resolve) => {
          const { portolan } = globalThis as unknown as {
            portolan: { post(message: unknown): void; on(listener: (m: unknown) => void): void };
          };
          const messages: unknown[] = [];
          portolan.on((message) => {
            messages.push(message);
            if (message === 'last') resolve(messages);
          });
          for (const message of ['ELECTRON', { channel: 'other' }, ['other', 1]]) {
            portolan.post(message);
          }
          portolan.post({ t: 'q', i: 'ready', m: 'initial', a: [{}] });
        }),
    );
    await expect
      .poll(() =>
        electron.evaluate(() => [...(globalThis as unknown as { channels: Set<string> }).channels]),
      )
      .toEqual(['portolan']);
    await electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.send('other', 'not for the page');
      contents?.send('portolan', 'last');
    });
    const messages = await received;
    expect(messages).not.toContain('not for the page');
    expect(messages.at(-1)).toBe('last');
  });

  it('stays where it is, in the only window', async () => {
    const { electron, page } = app;
    const before = page.url();
    const opened = await page.evaluate(
      (url) =>
        ['_blank', '_self', 'named', ''].flatMap((target) =>
          [`${url}${target}`, 'about:blank', 'file:///etc/hostname', 'portolan://app/'].map(
            (address) => (target === '_self' ? null : window.open(address, target)),
          ),
        ),
      `${elsewhere}opened`,
    );
    expect(new Set(opened)).toEqual(new Set([null]));
    const ways: Readonly<Record<string, (url: string) => void>> = {
      href: (url) => {
        window.location.href = url;
      },
      replace: (url) => {
        window.location.replace(url);
      },
      link: (url) => {
        document.body.append(Object.assign(document.createElement('a'), { href: url, id: 'a' }));
        document.getElementById('a')?.click();
        document.getElementById('a')?.remove();
      },
      frame: (url) => {
        const frame = document.createElement('iframe');
        document.body.append(frame);
        frame.contentWindow?.location.replace(url);
      },
      refresh: (url) => {
        const meta = Object.assign(document.createElement('meta'), { content: `0;url=${url}` });
        meta.httpEquiv = 'refresh';
        document.head.append(meta);
      },
    };
    for (const [name, way] of Object.entries(ways)) {
      // Also the page's own files and host prefix: nothing but main navigates.
      const targets = [
        `${elsewhere}${name}`,
        `portolan://app/${name}`,
        `portolan://app.evil/${name}`,
      ];
      for (const url of targets) {
        await page.evaluate(way, url);
        if (name !== 'frame')
          await expect.poll(() => isPrevented(url), { message: url }).toBe(true);
      }
    }
    await page.evaluate((url) => {
      const link = Object.assign(document.createElement('a'), { href: url, target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
    }, `${elsewhere}blank`);
    expect(await page.evaluate(() => document.querySelectorAll('iframe').length)).toBe(3);
    expect(page.frames().map((frame) => frame.url())).not.toContain(`${elsewhere}frame`);
    expect(page.url()).toBe(before);
    expect(electron.windows()).toHaveLength(1);
    expect(server.reached()).toBe(0);
  });

  it('runs no script but its own', async () => {
    expect(await app.page.evaluate(attemptScripts)).toEqual([]);
  });

  it('reaches no server and no file', async () => {
    const { electron, page } = app;
    const refused = await page.evaluate(attemptNetwork, elsewhere);
    expect(refused.failed).not.toContain(false);
    expect(refused.violated).toEqual([
      'base-uri',
      'connect-src',
      'font-src',
      'form-action',
      'frame-src',
      'img-src',
      'media-src',
      'style-src-elem',
    ]);
    // Below the page's own policy: every session refuses requests, and no name or address resolves.
    const session = await electron.evaluate(async ({ BrowserWindow, session }, url) => {
      const other = session.fromPartition('another');
      const failure = (attempt: Promise<unknown>): Promise<string> =>
        attempt.then(
          () => 'reached',
          (error: unknown) => String(error),
        );
      other.preconnect({ url });
      const policy = BrowserWindow.getAllWindows()[0]?.webContents.getWebRTCIPHandlingPolicy();
      const sessions = [session.defaultSession, other];
      return {
        requests: await Promise.all(sessions.map((one) => failure(one.fetch(url)))),
        lookups: await Promise.all(
          ['localhost', '127.0.0.1'].map((host) => failure(other.resolveHost(host))),
        ),
        policy,
        spelling: sessions.map((one) => one.isSpellCheckerEnabled()),
      };
    }, elsewhere);
    expect(session).toEqual({
      requests: Array(2).fill('Error: net::ERR_BLOCKED_BY_CLIENT'),
      lookups: Array(2).fill('Error: net::ERR_NAME_NOT_RESOLVED'),
      policy: 'disable_non_proxied_udp',
      spelling: [false, false],
    });
    expect(server.reached()).toBe(0);
    // The server does count.
    await once(connect(server.port, '127.0.0.1'), 'close');
    expect(server.reached()).toBe(1);
  });

  it('reads no file of its scheme outside of its folder', async () => {
    const answers = await app.electron.evaluate(
      ({ session }, urls) =>
        Promise.all(
          urls.map((url) => session.defaultSession.fetch(url).then(({ status }) => status)),
        ),
      [
        'portolan://app/index.html',
        'portolan://app/../../package.json',
        'portolan://app/..%2f..%2fpackage.json',
        'portolan://app.evil/index.html',
      ],
    );
    expect(answers).toEqual([200, 404, 404, 404]);
  });

  it('is granted no permission but writing to the clipboard', async () => {
    const states = await app.page.evaluate(async () => {
      const names = [
        'camera',
        'clipboard-read',
        'clipboard-write',
        'display-capture',
        'geolocation',
        'idle-detection',
        'local-fonts',
        'microphone',
        'midi',
        'notifications',
        'persistent-storage',
        'storage-access',
        'window-management',
      ];
      const states = names.map(async (name) => {
        const { state } = await navigator.permissions.query({ name: name as PermissionName });
        return state === 'denied' ? [] : [`${name} ${state}`];
      });
      return (await Promise.all(states)).flat();
    });
    expect(states).toEqual(['clipboard-write granted']);
    const asked = await app.page.evaluate(attemptPermissions);
    expect(asked).toEqual({
      notifications: 'denied',
      geolocation: 'Error',
      readText: 'NotAllowedError',
      writeText: 'granted',
      display: 'NotAllowedError',
      usb: 'NotFoundError',
      hid: [],
      serial: 'NotFoundError',
    });
  });

  it('downloads nothing but its own data', async () => {
    const urls = ['data:text/plain,a', 'portolan://app/index.html?download'];
    await app.page.evaluate((addresses) => {
      for (const href of addresses) {
        Object.assign(document.createElement('a'), { href, download: 'a.txt' }).click();
      }
    }, urls);
    for (const url of urls) {
      await expect.poll(() => isPrevented(url), { message: url }).toBe(true);
    }
  });

  it('refuses navigation, redirects, web views and windows in any other contents, too', async () => {
    const results = await app.electron.evaluate(({ BrowserWindow }) => {
      const other = new BrowserWindow({ show: false });
      const results = [...BrowserWindow.getAllWindows()].map(({ webContents }) =>
        ['will-frame-navigate', 'will-redirect', 'will-attach-webview'].map((name) => {
          let prevented = false;
          const preventDefault = () => {
            prevented = true;
          };
          webContents.emit(name, { preventDefault }, {}, {});
          return prevented;
        }),
      );
      other.destroy();
      return results;
    });
    expect(results).toEqual([
      [true, true, true],
      [true, true, true],
    ]);
  });

  it('has no developer tools', async () => {
    expect(await developerTools(app)).toEqual({ open: false, inMenu: false });
  });
});

it('has developer tools in a checkout that is started with --devtools', async () => {
  const app = await startApp({ world: 'none', args: ['--devtools'] });
  try {
    expect(await developerTools(app)).toEqual({ open: true, inMenu: true });
    await expect
      .poll(() =>
        app.electron.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows()[0]?.webContents.isDevToolsOpened(),
        ),
      )
      .toBe(true);
  } finally {
    await app.close();
  }
});

/** Tries to open the developer tools, whose page Electron creates at once if it may. */
function developerTools({ electron }: RunningApp) {
  return electron.evaluate(({ BrowserWindow, Menu, webContents }) => {
    const before = webContents.getAllWebContents().length;
    const page = BrowserWindow.getAllWindows()[0]?.webContents;
    page?.openDevTools({ mode: 'detach' });
    page?.inspectElement(0, 0);
    const menus = Menu.getApplicationMenu()?.items ?? [];
    const items = menus.flatMap(({ submenu }) => submenu?.items ?? []);
    return {
      open: webContents.getAllWebContents().length > before,
      inMenu: items.some(({ role }) => role?.toLowerCase() === 'toggledevtools'),
    };
  });
}
