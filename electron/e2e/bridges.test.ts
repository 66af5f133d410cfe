import { execFile } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Locator } from 'playwright-core';
import { connectHelper } from '#transport/helper-connection';
import { labSocket } from '#transport/paths';
import type { Snapshot } from '#shared/model/snapshot';
import { patience, startApp, type RunningApp } from './app';
import { LabClient } from './lab';
import { toEnglish } from '#shared/messages/message';

let app: RunningApp;
let client: LabClient;
beforeAll(async () => {
  app = await startApp({ world: 'lab' });
  await app.page.getByTestId('node-c3').waitFor();
  client = await LabClient.find(socket());
});
afterAll(async () => {
  await app.close();
});

const socket = () => labSocket({ PORTOLAN_RUNTIME_DIR: app.runtimeFolder });
const button = (name: string, within: Locator | RunningApp['page'] = app.page) =>
  within.getByRole('button', { name, exact: true });

async function snapshot(): Promise<Snapshot> {
  const helper = await connectHelper(socket());
  if (!helper.ok) throw new Error(toEnglish(helper.error.message));
  const answer = await helper.value.call.snapshot({});
  helper.value.close();
  if (!answer.ok) throw new Error(toEnglish(answer.error.message));
  return answer.value;
}

/** What stays as it is while traffic comes and goes. */
const lasting = ({ host, bridges, endpoints, attachments, publications }: Snapshot) => ({
  bridges,
  attachments,
  publications,
  interfaces: host.interfaces,
  endpoints: endpoints.map((endpoint) => ({ ...endpoint, neighbours: [] })),
});

const attached = async () =>
  (await snapshot()).attachments
    .map(({ endpoint, bridge, state }) => `${endpoint.name} ${bridge} ${state}`)
    .sort();

/** Runs a program in the lab and returns whether it succeeded. */
async function inLab(...argv: readonly string[]): Promise<boolean> {
  const [program, args] = client.argv(argv, null);
  return new Promise((resolve) => {
    execFile(program, [...args], (error) => {
      resolve(error === null);
    });
  });
}

it('builds a network: a bridge, one container by dialog, one by drag, and leaves nothing', async () => {
  const { page } = app;
  expect(await inLab('ip', 'netns', 'add', 'lone')).toBe(true);
  await page.getByTestId('node-lone').getByText('not connected').waitFor();
  const before = lasting(await snapshot());

  await button('Create bridge').click();
  const creating = page.getByRole('dialog', { name: 'Create bridge' });
  await creating.getByRole('textbox', { name: 'Name' }).fill('hw1');
  await creating.getByRole('textbox', { name: 'Address' }).fill('10.55.66.9/24');
  await creating.getByRole('alert').getByText('overlaps with 10.55.66.0/24').waitFor();
  await creating.getByRole('textbox', { name: 'Address' }).fill('10.55.77.1/24');
  await creating.getByRole('region', { name: 'Commands' }).getByText('10.55.77.1/24').waitFor();
  await button('Create bridge', creating).click();
  await page.getByTestId('node-hw1').waitFor();

  await button('Details of lone').press('Enter');
  await button('Attach to a bridge').press('Enter');
  const attaching = page.getByRole('dialog', { name: 'Attach to a bridge' });
  await attaching.getByPlaceholder('10.55.77.2/24').waitFor();
  await attaching.getByPlaceholder('10.55.77.2/24').press('Enter');
  await attaching.waitFor({ state: 'detached' });
  await page.getByTestId('node-lone').getByText('10.55.77.2').waitFor();
  expect(await attached()).toEqual(['lone hw1 active']);
  expect((await client.fetch('http://10.55.66.2:8000/', 'lone')).text).toContain('c1');

  await drag(page.getByTestId('attach-c2'), page.getByTestId('node-hw1'));
  await button('Attach', page.getByRole('dialog', { name: 'Attach to a bridge' })).click();
  await expect.poll(attached).toEqual(['c2 hw1 active', 'lone hw1 active']);
  expect((await client.fetch('http://10.55.77.3:8080/', 'lone')).text).toContain('c2');

  await button('Details of hw1').click();
  await button('Delete bridge').click();
  await page.getByRole('alert').getByText('would lose').waitFor();
  for (const name of ['c2', 'lone']) {
    await button(`Details of ${name}`).click();
    await button('Detach').click();
    await page.getByText(`${name} is detached from hw1.`).waitFor();
  }
  await button('Details of hw1').click();
  await button('Delete bridge').click();
  await page.getByTestId('node-hw1').waitFor({ state: 'detached' });
  expect(lasting(await snapshot())).toEqual(before);
});

it('leaves the bridges of others alone, and names their owners', async () => {
  const { page } = app;
  await drag(page.getByTestId('attach-c3'), page.getByTestId('node-hw0'));
  await page.getByRole('alert').getByText('hw0 was made by another program').waitFor();
  expect(await page.getByRole('dialog').count()).toBe(0);
  await button('Details of hw0').click();
  await page.getByRole('complementary').getByText('leaves it alone').waitFor();
  expect(await button('Delete bridge').count()).toBe(0);
});

/** Draws a line by mouse from the middle of one thing to the upper part of another. */
async function drag(from: Locator, to: Locator): Promise<void> {
  const { page } = app;
  await button('Show everything').click();
  const [start, end] = [await settled(from), await settled(to)];
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + 10, { steps: 8 });
  await page.mouse.up();
}

/**
 * Where a thing is once it has stopped moving: the chart glides, and on a busy machine it may halt
 * on its way.
 */
async function settled(thing: Locator) {
  const deadline = Date.now() + patience;
  let before = await thing.boundingBox();
  for (let still = 0; still < 4 || before === null;) {
    if (Date.now() > deadline) throw new Error('it keeps moving');
    await app.page.waitForTimeout(50);
    const now = await thing.boundingBox();
    still = JSON.stringify(now) === JSON.stringify(before) ? still + 1 : 0;
    before = now;
  }
  return before;
}
