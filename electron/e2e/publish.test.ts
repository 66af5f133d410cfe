import { afterAll, beforeAll, expect, it } from 'vitest';
import { labSocket } from '#transport/paths';
import { startApp, type RunningApp } from './app';
import { LabClient } from './lab';

/** The inbound paths: from where, and which address. */
const lan = ['http://192.0.2.1:2345/', 'client'] as const;
const hostAddress = ['http://192.0.2.1:2345/', null] as const;
const loopback = ['http://127.0.0.1:2345/', null] as const;

let app: RunningApp;
beforeAll(async () => {
  app = await startApp({ world: 'lab' });
});
afterAll(async () => {
  await app.close();
});

it('publishes a port of a running container with a click, and unpublishes it', async () => {
  const { page } = app;
  const chip = page.getByRole('button', { name: 'Publish port 8000 of c1' });
  await chip.waitFor();
  const client = await LabClient.find(labSocket({ PORTOLAN_RUNTIME_DIR: app.runtimeFolder }));
  expect((await client.fetch(...lan)).reached).toBe(false);

  await chip.click();
  const dialog = page.getByRole('dialog', { name: 'Publish port' });
  await dialog.getByRole('textbox', { name: 'Host port' }).fill('2345');
  await dialog.getByRole('button', { name: 'Publish', exact: true }).click();
  const publication = page.getByTestId('publication-2345-tcp');
  await publication.waitFor();

  const fromOutside = await client.fetch(...lan);
  expect(fromOutside.text).toContain('c1');
  expect(fromOutside.text).toContain('192.0.2.2');
  expect((await client.fetch(...hostAddress)).text).toContain('c1');
  expect((await client.fetch(...loopback)).text).toContain('c1');

  await publication.click();
  await page.getByRole('button', { name: 'Unpublish' }).click();
  await publication.waitFor({ state: 'detached' });
  expect((await client.fetch(...lan)).reached).toBe(false);
  expect((await client.fetch(...hostAddress)).reached).toBe(false);
  expect((await client.fetch(...loopback)).reached).toBe(false);
});
