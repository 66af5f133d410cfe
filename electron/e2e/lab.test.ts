import { existsSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { connectHelper } from '#transport/helper-connection';
import { labSocket } from '#transport/paths';
import { patience, startApp, type RunningApp } from './app';
import { LabClient } from './lab';
import { labProcesses } from './lab-processes';
import { toEnglish } from '#shared/messages/message';

const until = { timeout: patience, interval: 100 };
const socketOf = (app: RunningApp) => labSocket({ PORTOLAN_RUNTIME_DIR: app.runtimeFolder });

async function untilLabAnswers(app: RunningApp): Promise<void> {
  await vi.waitFor(async () => {
    const connection = await connectHelper(socketOf(app));
    if (!connection.ok) throw new Error(toEnglish(connection.error.message));
    connection.value.close();
  }, until);
}

describe('the lab of the app', () => {
  it('starts without asking, and leaves nothing behind when the window is closed', async () => {
    const app = await startApp({ world: 'lab' });
    await untilLabAnswers(app);
    const client = await LabClient.find(socketOf(app));
    expect((await client.fetch('http://10.55.66.2:8000/', null)).text).toContain('c1');
    await app.close();
    expect(labProcesses(app.runtimeFolder)).toEqual([]);
    expect(existsSync(socketOf(app))).toBe(false);
  });

  it('ends also when the app is killed', async () => {
    const app = await startApp({ world: 'lab' });
    await untilLabAnswers(app);
    app.electron.process().kill('SIGKILL');
    await vi.waitFor(() => {
      expect(labProcesses(app.runtimeFolder)).toEqual([]);
    }, until);
    await app.close();
  });
});
