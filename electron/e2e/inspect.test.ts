import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { patience } from './app';
import { startLabApp, type LabApp } from './lab-app';
import { pathsIn, type PathCells } from './path-rows';

/** Real connections and a busy machine: each answer may take this long, in milliseconds. */
const until = { timeout: patience, interval: 150 };

let lab: LabApp;
beforeAll(async () => {
  lab = await startLabApp();
});
afterAll(async () => {
  await lab.close();
});

const open = ['reachable', 'reachable'] as const;
const shut = ['unreachable', 'unreachable'] as const;
const allOpen: PathCells = {
  lan: open,
  'host-address': open,
  loopback4: open,
  loopback6: open,
  neighbour: open,
  self: open,
};

/** Waits until the table of paths shows this for these paths. */
async function pathsBecome(wanted: PathCells): Promise<void> {
  await vi.waitFor(async () => {
    expect(await pathsIn(lab.page)).toMatchObject(wanted);
  }, until);
}

const check = () => lab.page.getByRole('button', { name: 'Check paths' }).click();

it('checks every path to a publication', async () => {
  await check();
  await pathsBecome(allOpen);
  expect(Object.keys(await pathsIn(lab.page))).toHaveLength(6);
  await lab.page.getByText('All tested paths are open.').waitFor();
});

describe('what if', () => {
  it.each([
    { part: 'DNAT rule', broken: [], whole: ['lan', 'loopback4', 'self'] },
    { part: 'Userland proxy', broken: ['loopback4', 'loopback6'], whole: ['lan', 'host-address'] },
    { part: 'FORWARD rule', broken: ['lan'], whole: ['host-address', 'loopback4', 'loopback6'] },
    { part: 'Masquerade', broken: ['self'], whole: ['lan', 'host-address', 'loopback4'] },
  ])('there were no $part: predicted at once, then seen', async ({ part, broken, whole }) => {
    const { page } = lab;
    const cells = (ifBroken: readonly string[], ifWhole: readonly string[]): PathCells =>
      Object.fromEntries([
        ...broken.map((path) => [path, ifBroken] as const),
        ...whole.map((path) => [path, ifWhole] as const),
      ]);
    const before = ['reachable', 'reachableold'];
    await page.getByRole('switch', { name: part }).click();
    await pathsBecome(cells(['unreachable', 'reachableold'], before));
    await page.getByRole('button', { name: 'Check all paths' }).click();
    await pathsBecome(cells(shut, open));
    const seen = await pathsIn(page);
    for (const [predicted, observed] of Object.values(seen)) expect(observed).toBe(predicted);

    await page.getByRole('button', { name: 'Restore everything' }).click();
    await pathsBecome(cells(['reachable', 'unreachableold'], before));
    await page.getByRole('button', { name: 'Check all paths' }).click();
    await pathsBecome(allOpen);
  });
});

describe('an obstacle', () => {
  it('is removed by a button, and comes back by another', async () => {
    const { page, client } = lab;
    const route = () => client.run(['ip', 'route', 'show', 'default'], 'c1');
    await client.run(['ip', 'route', 'delete', 'default'], 'c1');
    await check();
    await pathsBecome({ self: shut, loopback4: open });
    const card = page.getByRole('article', { name: 'no default route' });
    expect(await card.getByRole('region').innerText()).toContain(
      'ip -n c1 route add default via 10.55.66.1 dev eth0',
    );
    await card.getByRole('button', { name: 'Give c1 a default route' }).click();
    await pathsBecome(allOpen);
    expect(await route()).toContain('via 10.55.66.1');

    await page.getByRole('button', { name: 'Undo' }).click();
    await pathsBecome({ self: shut, loopback4: open });
    expect(await route()).toBe('');
    await card.getByRole('button', { name: 'Give c1 a default route' }).click();
    await pathsBecome(allOpen);
  });

  it('that is a rule is named with its text and its owner', async () => {
    const { page, client } = lab;
    const rule = ['FORWARD', '-d', '10.55.66.2/32', '-j', 'DROP'];
    await client.run(['iptables', '-t', 'mangle', '-I', ...rule], null);
    await check();
    await pathsBecome({ lan: shut, loopback4: open });
    const words = await page
      .getByRole('article', { name: 'A firewall rule drops it.' })
      .first()
      .innerText();
    for (const word of [
      'Another machine',
      'mangle FORWARD',
      "another program's rule",
      '-A FORWARD -d 10.55.66.2/32 -j DROP',
    ]) {
      expect(words).toContain(word);
    }
    await page.getByRole('radio', { name: '繁體中文' }).click();
    const chinese = await page
      .getByRole('article', { name: '被防火牆規則丟棄。' })
      .first()
      .innerText();
    expect(chinese).toContain('封包在 FORWARD 鏈中被其他程式的規則丟棄');
    expect(chinese).toContain('在 mangle FORWARD 最前面允許它');
    await page.getByRole('radio', { name: 'English' }).click();
    await client.run(['iptables', '-t', 'mangle', '-D', ...rule], null);
    await check();
    await pathsBecome(allOpen);
    await page.getByText('All tested paths are open.').waitFor();
  });
});
