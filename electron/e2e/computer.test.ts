import { expect, it } from 'vitest';
import { startApp } from './app';

/** As root, the helper would start at once without a question, and really read this machine. */
it.skipIf(process.getuid?.() === 0)(
  'explains why root is needed and shows the command, before any prompt (not as root)',
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
