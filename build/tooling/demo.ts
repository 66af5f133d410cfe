/**
 * npm run demo: the app's main task, automated. Opens the window in a lab, publishes port 8000 of
 * c1 on 2345, first with DNAT alone and then with the proxy, connects from three places each time,
 * and saves a picture of the window. Exits 0 only when every connection succeeds or fails as
 * expected.
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

/** The paths to try: from which namespace, to which address. */
const paths = [
  { name: 'lan', netns: 'client', url: 'http://192.0.2.1:2345' },
  { name: 'host-address', netns: null, url: 'http://192.0.2.1:2345' },
  { name: 'loopback4', netns: null, url: 'http://127.0.0.1:2345' },
] as const;

/** What to publish, and which paths must be open then. */
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
    const details: string[] = [];
    let asExpected = true;
    for (const { title, publish, open } of stages) {
      const commands = publish === null ? [] : await republish(helper.call, publish.proxy);
      if (commands.length > 0)
        details.push('', `Commands, ${title}:`, ...commands.map((line) => `  ${line}`));
      for (const [i, { name, netns, url }] of paths.entries()) {
        const { reached, text } = await client.fetch(url, netns);
        const expected = (open as readonly string[]).includes(name);
        if (reached !== expected) asExpected = false;
        rows[i]?.push(
          `${reached ? 'reached' : 'refused'}${reached === expected ? '' : ' (WRONG)'}`,
        );
        if (reached && title === 'with the proxy') details.unshift(`${name}: ${text}`);
      }
    }
    console.log(
      table([['PATH', 'URL', ...stages.map(({ title }) => title.toUpperCase())], ...rows]),
    );
    console.log(`\n${details.join('\n')}`);
    await savePicture(app.page);
    helper.close();
    return asExpected;
  } finally {
    await app.close();
  }
}

/** Publishes the port again and returns the commands that the helper ran. */
async function republish(call: HelperClient, proxy: boolean): Promise<readonly string[]> {
  await call.unpublish({ selectors: [selector] });
  return must(await call.publish({ target: 'c1', specs: ['2345:8000'], proxy })).commands;
}

async function savePicture(page: Awaited<ReturnType<typeof startApp>>['page']): Promise<void> {
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

const asExpected = await main();
console.log(asExpected ? '\nEvery path is as expected.' : '\nSome paths are WRONG.');
process.exit(asExpected ? 0 : 1);
