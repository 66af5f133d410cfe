import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type RunningApp } from './app';
import { filledWith, fullSnapshot } from './hostile-snapshot';

let app: RunningApp;
let folder = '';
/** What went wrong in the page, or ran in it, since the last look. */
let problems: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-e2e-'));
  app = await startApp({ world: 'none' });
  app.page.on('pageerror', (error) => problems.push(error.message));
  app.page.on('crash', () => problems.push('the page crashed'));
  app.page.on('console', (message) => {
    if (/Content Security Policy|TrustedHTML/.test(message.text())) problems.push(message.text());
  });
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

/** Opens a file with this content, as a user does. */
async function open(name: string, content: string): Promise<void> {
  problems = [];
  const path = join(folder, `${name}.json`);
  await writeFile(path, content);
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, path);
  await app.page.getByRole('button', { name: 'Open snapshot…' }).click();
}

/** Waits until the file is shown. */
async function expectShown(name: string): Promise<void> {
  await app.page
    .getByRole('status')
    .filter({ hasText: `${name}.json` })
    .waitFor();
  await app.page.getByRole('region', { name: 'Network chart' }).waitFor();
  expect(await app.page.getByRole('alert').count()).toBe(0);
}

/** Whether the window is as wide as it should be, and reacts; nothing ran, nothing went wrong. */
async function expectSound(): Promise<void> {
  const page = await app.page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(resolve));
    const { scrollWidth, scrollHeight } = document.documentElement;
    return {
      overflow: [scrollWidth > innerWidth, scrollHeight > innerHeight],
      ran: (globalThis as { ran?: unknown }).ran,
      polluted: (Object.prototype as { polluted?: unknown }).polluted,
      images: document.querySelectorAll('img, script:not([src]), iframe').length,
    };
  });
  expect(page).toEqual({ overflow: [false, false], images: 0 });
  expect(problems).toEqual([]);
}

/** Opens every part of the window that shows a snapshot's texts. */
async function lookAround(): Promise<void> {
  const { page } = app;
  for (const tab of ['Published ports', 'Commands', 'Containers']) {
    await page.getByRole('tab', { name: tab }).click();
    await page.getByRole('tabpanel', { name: tab }).waitFor();
  }
  const panel = page.getByRole('complementary');
  await page.getByRole('rowheader').first().getByRole('button').click();
  await panel.waitFor();
  await page.getByRole('tab', { name: 'Published ports' }).click();
  await page.getByRole('rowheader').first().getByRole('button').click();
  await panel.getByText('2345').first().waitFor();
  await page.locator('.bridge button').first().click();
  await panel.waitFor();
}

describe('a hostile snapshot file', () => {
  it.each([
    ['image', '<img src=x onerror="globalThis.ran = 1">'],
    ['script', '"\'></title></style><script>globalThis.ran = 1</script>'],
    ['address', 'javascript:globalThis.ran=1'],
    ['frame', '<iframe srcdoc="<script>parent.ran = 1</script>"></iframe><svg onload="ran=1">'],
    ['template', '{{ran}}$t(app.name)${globalThis.ran=1}%s<%= ran %>'],
    ['style', ';}*{display:none}</style>/*'],
    ['direction', '\u202e\u2066\u2067evil\u2069\u200f\u061c'],
    ['control', '\u0000\u0007\u001b[2J\u001b]0;x\u0007\r\n\t\u007f\u009b'],
    ['accents', `a${'\u0301'.repeat(4_000)}`],
    ['long', 'W'.repeat(4_096)],
    ['lines', '\n'.repeat(4_096)],
    ['surrogate', '\ud800\udfff\udc00'],
    ['prototype', '__proto__'],
    ['constructor', 'constructor'],
    ['empty', ''],
    ['space', ' '],
  ])('with %s in every text is shown as text', async (name, text) => {
    await open(name, JSON.stringify(filledWith(text)));
    await expectShown(name);
    if (text.trim() !== '') await lookAround();
    await expectSound();
  });
});

const text = JSON.stringify(fullSnapshot);
const { endpoints, publications, bridges, attachments, host } = fullSnapshot;
const times = <T>(count: number, records: readonly T[]): readonly T[] =>
  Array<readonly T[]>(count).fill(records).flat();
const changed = (changes: Record<string, unknown>) =>
  JSON.stringify({ ...fullSnapshot, ...changes });

it.each([
  [
    'names of Object.prototype',
    text.replace('{', '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},'),
  ],
  [
    'records with the same id',
    changed({
      endpoints: times(3, endpoints),
      publications: times(3, publications),
      bridges: times(3, bridges),
      attachments: times(3, attachments),
      host: { ...host, interfaces: times(3, host.interfaces) },
    }),
  ],
  [
    'references to nothing',
    changed({ endpoints: [], bridges: [], host: { ...host, interfaces: [] } }),
  ],
  [
    'odd numbers',
    text
      .replaceAll('"pid":7', `"pid":${String(Number.MAX_SAFE_INTEGER)}`)
      .replaceAll('"mtu":1500', '"mtu":-1')
      .replaceAll('"index":2', '"index":-0')
      .replace('"revision":7', '"revision":-7'),
  ],
  ['thousands of records', changed({ endpoints: manyEndpoints(2_000) })],
])('with %s is shown', async (name, content) => {
  await open(name, content);
  await expectShown(name);
  await expectSound();
});

it.each([
  ['20,000 endpoints', changed({ endpoints: manyEndpoints(20_000) }), 'more than 2000 endpoints'],
  ['levels', `${'['.repeat(1_000_000)}${']'.repeat(1_000_000)}`, 'more than 32 levels deep'],
  ['open levels', '{"host":'.repeat(1_000_000), 'more than 32 levels deep'],
  ['wrong types', changed({ endpoints: { length: 7 } }), 'at endpoints'],
  ['wrong texts', changed({ host: { ...host, hostname: ['far'] } }), 'at host.hostname'],
  ['Infinity', text.replace('"revision":7', '"revision":1e999'), 'at revision'],
  ['NaN', text.replace('"revision":7', '"revision":NaN'), 'it is not JSON'],
  ['a negative port', text.replace('"hostPort":2345', '"hostPort":-1'), 'publications.0.hostPort'],
  ['a date that is none', text.replace('2026-01-02', '2026-02-31'), 'at stale.0.since'],
  ['a long text', text.replace('far', 'x'.repeat(50_000_000)), 'more than 4096 characters'],
  ['a long list', text.replace('{', `{"x":[${'0,'.repeat(5_000_000)}0],`), '1000000 values'],
  ['hundreds of megabytes', ' '.repeat(300_000_000), 'it is longer than'],
  ['bytes', '\u0000\ufffd\u0001'.repeat(1_000), 'it is not JSON'],
])('with %s is refused, and what was shown stays', async (name, content, reason) => {
  await open('before', text);
  await expectShown('before');
  await open(name, content);
  await app.page.getByRole('alert').getByText(reason).waitFor();
  expect(await app.page.getByRole('status').filter({ hasText: 'before.json' }).count()).toBe(1);
  await expectSound();
});

/** Endpoints with ids and names of their own. */
function manyEndpoints(count: number): readonly unknown[] {
  return Array.from({ length: count }, (_, index) => {
    const id = `docker:${String(index)}`;
    return { ...endpoints[0], id, name: id, names: [id] };
  });
}
