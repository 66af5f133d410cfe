import { expect, it } from 'vitest';
import { startApp } from './app';

/** Root is never asked: it starts the helper at once, which then really would read this machine. */
it.skipIf(process.getuid?.() === 0)(
  'explains why root is needed and shows what will be run, before anything is asked (not as root)',
  async () => {
    const app = await startApp({
      world: 'computer',
      env: { PORTOLAN_HELPER_SOCKET: '/run/portolan-e2e/helper.sock' },
    });
    try {
      const command = app.page.getByText('--socket /run/portolan-e2e/helper.sock');
      await command.waitFor();
      expect(await command.textContent()).toContain('helper.cjs helper');
    } finally {
      await app.close();
    }
  },
);
