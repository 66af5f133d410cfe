import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Flow } from '#shared/model/flow';
import { patience } from './app';
import { startLabApp, type LabApp } from './lab-app';
import { marksBeside } from './traffic-marks';

const until = { timeout: patience, interval: 150 };
const accounting = ['cat', '/proc/sys/net/netfilter/nf_conntrack_acct'];

let lab: LabApp;
let folder: string;
/** Opens a connection that stays open. */
const hold = (address: string, netns: string | null) =>
  void lab.client
    .run(['timeout', '600', 'bash', '-c', `exec 3<>/dev/tcp/${address}; sleep 600`], netns)
    .catch(() => null);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-saved-'));
  lab = await startLabApp();
  hold('192.0.2.1/2345', 'client');
  hold('127.0.0.1/2345', null);
  await lab.page.getByRole('tab', { name: 'Flows' }).click();
});
afterAll(async () => {
  await lab.close();
  await rm(folder, { recursive: true, force: true });
});

const line = (asked: string) =>
  lab.page.getByRole('row').filter({ hasText: asked }).filter({ hasText: 'ESTABLISHED' }).first();

it('describes a connection in words, and draws marks where it passes', async () => {
  const { page } = lab;
  await line('192.0.2.1:2345').click();
  const detail = page.getByRole('complementary', { name: 'The selected connection' });
  // The rule's number is known once the rules have been read after the port was published.
  await vi.waitFor(async () => {
    const words = await detail.innerText();
    expect(words).toMatch(/192\.0\.2\.2:\d+ connected to 192\.0\.2\.1:2345\./);
    expect(words).toMatch(
      /rule \d+ of nat PORTOLAN-DNAT.*2345\/tcp.* sent it to 10\.55\.66\.2:8000\./,
    );
  }, until);
  await vi.waitFor(async () => {
    expect(await marksBeside(page, 'node-c1')).toBeGreaterThan(0);
  }, until);

  await line('127.0.0.1:2345').click();
  await detail
    .getByText('The userland proxy accepted it, and connected to 10.55.66.2:8000')
    .waitFor();
  await detail.getByRole('button', { name: 'Close' }).click();
});

it('is searched, filtered and sorted', async () => {
  const { page } = lab;
  const rows = page.getByRole('grid', { name: 'Connections' }).locator('tbody tr.flow');
  const search = page.getByRole('searchbox', { name: 'Search connections' });
  await search.fill('port:2345 address:192.0.2.2 container:c1');
  await vi.waitFor(async () => {
    expect(await rows.count()).toBe(1);
  }, until);
  await page.getByRole('combobox', { name: 'Translation' }).selectOption('Not translated');
  await page.getByText('No connection matches the search.').waitFor();
  await page.getByRole('combobox', { name: 'Translation' }).selectOption('DNAT');
  await line('192.0.2.1:2345').waitFor();
  await page.getByRole('combobox', { name: 'Translation' }).selectOption('Translated or not');
  await search.fill('2345');
  const clients = () => rows.locator('td:nth-child(3)').allTextContents();
  for (const order of ['ascending', 'descending'] as const) {
    await page.getByRole('columnheader', { name: 'Client' }).getByRole('button').click();
    await page.locator(`th.flow-table__client[aria-sort=${order}]`).waitFor();
    await vi.waitFor(async () => {
      const found = (await clients()).map((client) => client.split(':')[0]);
      const first = order === 'ascending' ? '127.0.0.1' : '192.0.2.2';
      expect(found.at(0)).toBe(first);
      expect(found.length).toBeGreaterThan(1);
    }, until);
  }
  await search.fill('');
});

it('counts bytes only with permission, and restores the setting', async () => {
  const { page, client } = lab;
  const before = await client.run(accounting, null);
  await page.getByRole('button', { name: 'Count bytes' }).click();
  expect(await client.run(accounting, null)).toBe(before);
  await page.getByRole('button', { name: 'Count from now on' }).click();
  await page.getByRole('button', { name: 'Bytes are counted' }).waitFor();
  expect(await client.run(accounting, null)).toBe('1');
  await client.fetch('http://192.0.2.1:2345/counted', 'client');
  await page
    .getByRole('row')
    .filter({ hasText: '192.0.2.1:2345' })
    .filter({ hasText: /\d (B|kB)/ })
    .first()
    .waitFor();
  await page.getByRole('button', { name: 'Bytes are counted' }).click();
  await page.getByRole('button', { name: 'Stop counting' }).click();
  await page.getByRole('button', { name: 'Count bytes' }).waitFor();
  expect(await client.run(accounting, null)).toBe(before);
});

it('is saved as CSV and as JSON', async () => {
  const { page, electron } = lab;
  await electron.evaluate(({ session }, into) => {
    session.defaultSession.on('will-download', (_event, item) => {
      item.setSavePath(`${into}/${item.getFilename()}`);
    });
  }, folder);
  const saved = async (label: string, name: string): Promise<string> => {
    await page.getByRole('button', { name: label }).click();
    return vi.waitFor(async () => {
      const text = await readFile(join(folder, name), 'utf8');
      expect(text).toMatch(/\n$/);
      return text;
    }, until);
  };
  const lines = (await saved('Save as CSV', 'flows.csv')).trim().split('\r\n');
  expect(lines[0]).toMatch(/^protocol,state,client,asked,reached,container,publication,/);
  expect(lines).toContainEqual(
    expect.stringMatching(
      /^tcp,ESTABLISHED,192\.0\.2\.2:\d+,192\.0\.2\.1:2345,10\.55\.66\.2:8000,c1,/,
    ),
  );
  const { flows } = JSON.parse(await saved('Save as JSON', 'flows.json')) as {
    readonly flows: readonly Flow[];
  };
  const dnat = flows.find(({ original }) => original.src === '192.0.2.2');
  expect(dnat).toMatchObject({
    protocol: 'tcp',
    dnat: true,
    original: { dst: '192.0.2.1', dport: 2345 },
    reply: { src: '10.55.66.2', sport: 8000 },
  });
});
