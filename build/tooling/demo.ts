/**
 * npm run demo: the app's main job without hands. Opens the real window in a lab, publishes port 8000 of c1 on
 * 2345 with DNAT alone and with the proxy, asks it each time as three real clients do, and keeps a picture of
 * the window. Exits 0 only when every path came out as it must.
 */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { HelperClient } from '#shared/contract/helper';
import type { Result } from '#shared/result/result';
import { connectHelper } from '#transport/helper-connection';
import { startApp } from '../../electron/e2e/app';
import { LabClient } from '../../electron/e2e/lab';
import { toEnglish } from '#shared/messages/message';

const checkout = join(import.meta.dirname, '../..');
const picture = join(checkout, 'dist/demo/portolan.png');

/** The ways in that are asked: from where, and which address. */
const paths = [
  { name: 'lan', netns: 'client', url: 'http://192.0.2.1:2345' },
  { name: 'host-address', netns: null, url: 'http://192.0.2.1:2345' },
  { name: 'loopback4', netns: null, url: 'http://127.0.0.1:2345' },
] as const;

/** What is published, and which paths must then be open. */
const stages = [
  { title: 'before', publish: null, open: [] },
  { title: 'DNAT alone', publish: { proxy: false }, open: ['lan', 'host-address'] },
  { title: 'with the proxy', publish: { proxy: true }, open: ['lan', 'host-address', 'loopback4'] },
] as const;

const selector = '2345/tcp';

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(toEnglish(result.error.message));
  return result.value;
}

async function main(): Promise<boolean> {
  console.log('Opening the window and the lab …');
  const app = await startApp({ world: 'lab' });
  try {
    await app.page.getByTestId('node-c1').waitFor({ timeout: 60_000 });
    const socket = join(app.runtimeFolder, 'lab.sock');
    const helper = must(await connectHelper(socket));
    const client = await LabClient.find(socket);
    const rows = paths.map(({ name, url }): string[] => [name, url]);
    const said: string[] = [];
    let right = true;
    for (const { title, publish, open } of stages) {
      const commands = publish === null ? [] : await republish(helper.call, publish.proxy);
      if (commands.length > 0)
        said.push('', `Commands, ${title}:`, ...commands.map((line) => `  ${line}`));
      for (const [i, { name, netns, url }] of paths.entries()) {
        const { reached, text } = await client.fetch(url, netns);
        const expected = (open as readonly string[]).includes(name);
        if (reached !== expected) right = false;
        rows[i]?.push(
          `${reached ? 'reached' : 'refused'}${reached === expected ? '' : ' (WRONG)'}`,
        );
        if (reached && title === 'with the proxy') said.unshift(`${name}: ${text}`);
      }
    }
    console.log(
      table([['PATH', 'ASKED', ...stages.map(({ title }) => title.toUpperCase())], ...rows]),
    );
    console.log(`\n${said.join('\n')}`);
    await keepPicture(app.page);
    helper.close();
    return right;
  } finally {
    await app.close();
  }
}

/** Publishes anew and gives the commands that were carried out. */
async function republish(call: HelperClient, proxy: boolean): Promise<readonly string[]> {
  await call.unpublish({ selectors: [selector] });
  return must(await call.publish({ target: 'c1', specs: ['2345:8000'], proxy })).commands;
}

async function keepPicture(page: Awaited<ReturnType<typeof startApp>>['page']): Promise<void> {
  await page.getByTestId('publication-2345-tcp').waitFor();
  await page.getByTestId('publication-2345-tcp').click();
  await page.waitForTimeout(600);
  await mkdir(join(checkout, 'dist/demo'), { recursive: true });
  await page.screenshot({ path: picture });
  console.log('\nPicture of the window: dist/demo/portolan.png');
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, i) => cell.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

const right = await main();
console.log(right ? '\nEvery path came out as it must.' : '\nSome paths came out WRONG.');
process.exit(right ? 0 : 1);
