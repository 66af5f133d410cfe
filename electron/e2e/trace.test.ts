import { afterAll, beforeAll, expect, it } from 'vitest';
import { startLabApp, type LabApp } from './lab-app';

let lab: LabApp;
beforeAll(async () => {
  lab = await startLabApp();
  await lab.page.getByRole('tab', { name: 'Trace' }).click();
});
afterAll(async () => {
  await lab.close();
});

/**
 * Sends a test packet from another machine, and waits for the sentence that describes how its path
 * ended.
 */
async function traceUntil(outcome: string): Promise<void> {
  const { page } = lab;
  await page.getByRole('combobox', { name: 'Send a test packet' }).selectOption('Another machine');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText(outcome, { exact: true }).waitFor();
  await page.getByText('All packets were seen.').waitFor();
}

const timeline = () => lab.page.getByRole('group', { name: "The packet's path" });
const course = () => lab.page.getByRole('img', { name: /path of the traced packet/ });

it('follows a test packet from outside through the hooks and into the container', async () => {
  await traceUntil('Delivered to c1.');
  const hooks = await timeline().getByRole('heading', { level: 4 }).allTextContents();
  expect(hooks.slice(0, 4)).toEqual(['PREROUTING', 'Routing', 'FORWARD', 'POSTROUTING']);
  expect(hooks.at(-1)).toBe('INPUT');
  // The hooks of one namespace are columns beside each other.
  const [first, , next] = await timeline().getByRole('heading', { level: 4 }).all();
  const boxes = [await first?.boundingBox(), await next?.boundingBox()];
  expect(boxes[1]?.y).toBe(boxes[0]?.y);
  expect(boxes[1]?.x).toBeGreaterThan(boxes[0]?.x ?? Infinity);
  const words = await timeline().innerText();
  const inOrder = [
    '--to-destination 10.55.66.2:8000',
    "Portolan's rule · portolan:tcp-2345",
    'destination: 192.0.2.1 → 10.55.66.2',
    'To be forwarded by hw0',
    '-A PORTOLAN-FORWARD',
    '-j PORTOLAN-SNAT',
  ].map((word) => words.indexOf(word));
  expect(inOrder).not.toContain(-1);
  expect(inOrder).toEqual(inOrder.toSorted((a, b) => a - b));
  expect(await course().innerText()).toMatch(/^1/);
});

it('ends in red at a rule that drops, with the name of its owner', async () => {
  const rule = ['FORWARD', '-d', '10.55.66.2/32', '-j', 'DROP'];
  await lab.client.run(['iptables', '-t', 'mangle', '-I', ...rule], null);
  await traceUntil("Dropped in FORWARD by another program's rule.");
  const words = await timeline().innerText();
  expect(words).toContain('-A FORWARD -d 10.55.66.2/32 -j DROP');
  expect(words).toContain("Dropped here by another program's rule");
  await course().locator('.trace-stop--dropped').waitFor();
  await lab.client.run(['iptables', '-t', 'mangle', '-D', ...rule], null);
});

it('can be stopped, and leaves nothing in the kernel', async () => {
  const { page, client } = lab;
  const tables = () => client.run(['nft', 'list', 'tables'], null);
  await page.getByRole('combobox', { name: 'Send a test packet' }).selectOption('No: wait for one');
  await page.getByRole('button', { name: 'Start' }).click();
  await page.getByText('Waiting for a packet …').waitFor();
  expect(await tables()).toContain('portolan');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await page.getByText('Stopped.').waitFor();
  expect(await tables()).not.toContain('portolan');
});
