import { labSocket } from '#transport/paths';
import { startApp, type RunningApp } from './app';
import { LabClient } from './lab';

/** The app in its lab, with port 8000 of c1 published on 2345 and its panel open. */
export interface LabApp extends RunningApp {
  /** Runs clients and programs inside the lab. */
  readonly client: LabClient;
}

export async function startLabApp(): Promise<LabApp> {
  const app = await startApp({ world: 'lab' });
  const { page, runtimeFolder } = app;
  try {
    await page.getByRole('button', { name: 'Publish port 8000 of c1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Publish port' });
    await dialog.getByRole('textbox', { name: 'Host port' }).fill('2345');
    await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
    await page.getByTestId('publication-2345-tcp').click();
    const socket = labSocket({ PORTOLAN_RUNTIME_DIR: runtimeFolder });
    return { ...app, client: await LabClient.find(socket) };
  } catch (error) {
    await app.close();
    throw error;
  }
}
