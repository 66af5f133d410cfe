import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, describe, expect, it } from 'vitest';
import type { WindowHandlers } from '#shared/contract/window';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { checkPortOf, publicationsChange } from '../testing/main-process';
import { renderWindow } from '../testing/render-window';
import { publication, sampleSnapshot, snapshotOf } from '../testing/sample-snapshot';

afterEach(cleanup);

const [c1] = sampleSnapshot.endpoints;
const unpublished = snapshotOf();

/** Publishes as the helper would: the dry run and the run give the same commands. */
const publishes: WindowHandlers['publish'] = ({ specs }) => {
  const [host, container] = specs[0]?.split('/')[0]?.split(':').slice(-2).map(Number) ?? [];
  const made = publication(host ?? 0, c1!, container ?? 0);
  return Promise.resolve(
    ok({ publications: [made], commands: [`command for ${specs.join(' ')}`] }),
  );
};

const button = (name: string) => screen.findByRole('button', { name });
const hostPort = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Host port' });

describe('the chart', () => {
  it('is a region in which every thing has its name', async () => {
    await renderWindow(sampleSnapshot);
    const chart = screen.getByRole('region', { name: 'Network chart' });
    for (const id of ['node-hw0', 'node-c1', 'node-c2', 'node-c3', 'publication-2345-tcp']) {
      expect(within(chart).getByTestId(id)).toBeDefined();
    }
    expect(within(chart).getByRole('button', { name: 'Publication 2345/tcp' })).toBeDefined();
    expect(within(chart).getByRole('button', { name: 'Publish port 8080 of c2' })).toBeDefined();
    const inside = within(chart).getByRole('button', { name: 'Publish port 9000 of c2' });
    expect(inside.textContent).toContain('only inside');
    expect(inside.title).toContain('127.0.0.1 only');
  });

  it('names a publication on one address by that address', async () => {
    await renderWindow(
      snapshotOf({ publications: [publication(2345, c1!, 8000, { hostIp: '127.0.0.1' })] }),
    );
    expect((await button('Publication 127.0.0.1:2345/tcp')).dataset['testid']).toBe(
      'publication-127.0.0.1-2345-tcp',
    );
  });

  it('leads from a published port to its publication, which can be taken back', async () => {
    const user = userEvent.setup();
    const { main } = await renderWindow(sampleSnapshot, {
      unpublish: () => Promise.resolve(ok({ removed: [], commands: [] })),
    });
    await user.click(await button('Port 8000 of c1 is published on 2345'));
    const panel = screen.getByRole('complementary');
    expect(panel.textContent).toContain(
      'Anyone who asks this computer on port 2345/tcp reaches port 8000 of c1 (10.55.66.2)',
    );
    expect(panel.textContent).toContain('curl http://192.0.2.1:2345/');
    expect(panel.textContent).toContain('curl http://127.0.0.1:2345/');
    await user.click(within(panel).getByRole('button', { name: 'Unpublish' }));
    expect(main.asked).toContainEqual(['unpublish', { selectors: ['p2345'] }]);
    main.notify(publicationsChange(1, { removed: ['p2345'] }));
    await waitFor(() => {
      expect(screen.queryByRole('complementary')).toBeNull();
    });
    expect(await button('Publish port 8000 of c1')).toBeDefined();
  });

  it('shows what others made, and offers no way to take it away', async () => {
    const user = userEvent.setup();
    await renderWindow(
      snapshotOf({ publications: [publication(2345, c1!, 8000, { origin: 'docker' })] }),
    );
    await user.click(await button('Publication 2345/tcp'));
    expect(screen.getByRole('complementary').textContent).toContain('Made by Docker');
    expect(screen.queryByRole('button', { name: 'Unpublish' })).toBeNull();
  });

  it('says what to do when there is nothing', async () => {
    await renderWindow(snapshotOf({ endpoints: [] }));
    expect(screen.getByRole('status').textContent).toContain('No containers here yet');
  });
});

describe('the publish dialog', () => {
  it('suggests, shows the commands, publishes, and then shows the publication', async () => {
    const user = userEvent.setup();
    const { main } = await renderWindow(unpublished, {
      checkPort: checkPortOf({}),
      publish: publishes,
    });
    await user.click(await button('Publish port 8000 of c1'));
    const dialog = screen.getByRole('dialog', { name: 'Publish port' });
    expect((await hostPort()).value).toBe('8000');
    await user.clear(await hostPort());
    await user.type(await hostPort(), '2345');
    const commands = within(dialog).getByRole('region', { name: 'Commands' });
    await within(commands).findByText(/2345:8000/);
    await user.click(within(dialog).getByRole('button', { name: 'Publish' }));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    expect(main.asked).toContainEqual([
      'publish',
      { target: 'netns:c1', specs: ['2345:8000/tcp'], proxy: true, dnat: true },
    ]);
    main.notify(publicationsChange(1, { added: [publication(2345, c1!)] }));
    const panel = await screen.findByRole('complementary');
    expect(within(panel).getByRole('heading', { level: 2 }).textContent).toContain('2345/tcp');
  });

  it('begins with a free port, and says who holds one that is not', async () => {
    const user = userEvent.setup();
    await renderWindow(unpublished, {
      checkPort: checkPortOf({ 8080: { process: 'nginx', pid: 812 } }),
      publish: publishes,
    });
    await user.click(await button('Publish port 8080 of c2'));
    await waitFor(async () => {
      expect((await hostPort()).value).toBe('8081');
    });
    await user.clear(await hostPort());
    await user.type(await hostPort(), '8080');
    await screen.findByText('Port 8080 is taken by nginx (pid 812).');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Publish' }).disabled).toBe(true);
    await user.click(await button('Use 8081'));
    await screen.findByText('Port 8081 is free.');
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Publish' }).disabled).toBe(false);
  });

  it('does not overwrite what was typed while the suggestion was on its way', async () => {
    const user = userEvent.setup();
    let answer: (() => void) | undefined;
    await renderWindow(unpublished, {
      publish: publishes,
      checkPort: () =>
        new Promise((resolve) => {
          answer ??= () => {
            resolve(ok({ free: false, suggestion: 8001 }));
          };
        }),
    });
    await user.click(await button('Publish port 8000 of c1'));
    await user.clear(await hostPort());
    await user.type(await hostPort(), '2345');
    answer?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect((await hostPort()).value).toBe('2345');
  });

  it.each(['', '0', '65536', '80a', '-1'])('refuses the port "%s" without asking', async (text) => {
    const user = userEvent.setup();
    const { main } = await renderWindow(unpublished, {
      checkPort: checkPortOf({}),
      publish: publishes,
    });
    await user.click(await button('Publish port 8000 of c1'));
    const field = await hostPort();
    await user.clear(field);
    if (text !== '') await user.type(field, text);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Publish' }).disabled).toBe(true);
    expect(screen.getByText(/whole number from 1 to 65535/)).toBeDefined();
    expect(main.asked.some(([, input]) => JSON.stringify(input).includes('99999'))).toBe(false);
  });

  it('asks for one address and one means when told so, and for one at least', async () => {
    const user = userEvent.setup();
    const { main } = await renderWindow(unpublished, {
      checkPort: checkPortOf({}),
      publish: publishes,
    });
    await user.click(await button('Publish port 8000 of c1'));
    await user.click(screen.getByRole('radio', { name: /This computer only/ }));
    await user.click(screen.getByRole('switch', { name: 'Userland proxy' }));
    await user.click(screen.getByRole('switch', { name: 'DNAT rule' }));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Publish' }).disabled).toBe(true);
    await user.click(screen.getByRole('switch', { name: 'DNAT rule' }));
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    await waitFor(() => {
      expect(main.asked).toContainEqual([
        'publish',
        { target: 'netns:c1', specs: ['127.0.0.1:8000:8000/tcp'], proxy: false, dnat: true },
      ]);
    });
  });

  it('stays open with an alert when the helper refuses', async () => {
    const user = userEvent.setup();
    await renderWindow(unpublished, {
      checkPort: checkPortOf({}),
      publish: (input) =>
        input.dryRun
          ? publishes(input)
          : Promise.resolve(
              err({
                code: 'PORT_IN_USE',
                message: 'in use',
                details: {
                  address: '0.0.0.0',
                  port: 8000,
                  protocol: 'tcp',
                  process: 'caddy',
                  pid: 7,
                },
              }),
            ),
    });
    await user.click(await button('Publish port 8000 of c1'));
    await user.click(screen.getByRole('button', { name: 'Publish' }));
    const alert = await screen.findByRole('alert');
    expect(alert.textContent).toContain('Port 8000/tcp is in use.');
    expect(alert.textContent).toContain('caddy (pid 7)');
    expect(alert.textContent).toContain('Choose another host port');
    await user.type(await hostPort(), '1');
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('is closed by Escape, and gives the focus back', async () => {
    const user = userEvent.setup();
    await renderWindow(unpublished, { checkPort: checkPortOf({}), publish: publishes });
    const chip = await button('Publish port 8000 of c1');
    chip.focus();
    await user.keyboard('{Enter}');
    expect(screen.getByRole('dialog', { name: 'Publish port' })).toBeDefined();
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('dialog')).toBeNull();
    await waitFor(() => {
      expect(document.activeElement).toBe(chip);
    });
  });
});

describe('worlds', () => {
  const toComputer = { phase: 'consent', world: 'computer', command: 'run --as root' } as const;

  it('are switched by a radio group', async () => {
    const user = userEvent.setup();
    const { main } = await renderWindow(sampleSnapshot, {
      chooseWorld: () => Promise.resolve(ok({})),
    });
    const group = screen.getByRole('radiogroup', { name: 'World' });
    expect(within(group).getByRole('radio', { name: 'Lab' }).getAttribute('aria-checked')).toBe(
      'true',
    );
    await user.click(within(group).getByRole('radio', { name: 'This computer' }));
    expect(main.asked).toContainEqual(['chooseWorld', { world: 'computer' }]);
  });

  it('need consent, with the very command in sight', async () => {
    const user = userEvent.setup();
    const { main } = await renderWindow(
      { state: toComputer, snapshot: null },
      { chooseWorld: () => Promise.resolve(ok({})) },
    );
    expect(
      screen.getByRole('region', { name: 'This is what will be run as root' }).textContent,
    ).toContain('run --as root');
    await user.click(await button('Back to the lab'));
    await user.click(await button('Continue'));
    expect(main.asked).toEqual([
      ['chooseWorld', { world: 'lab' }],
      ['chooseWorld', { world: 'computer', consent: true }],
    ]);
  });

  it('that failed can be tried again', async () => {
    const user = userEvent.setup();
    const error = appError('PERMISSION_DENIED', 'The password was not given.');
    const { main } = await renderWindow(
      { state: { phase: 'failed', world: 'computer', error }, snapshot: null },
      { chooseWorld: () => Promise.resolve(ok({})) },
    );
    expect(screen.getByRole('alert').textContent).toContain('The password was not given.');
    await user.click(await button('Try again'));
    expect(main.asked).toEqual([['chooseWorld', { world: 'computer' }]]);
  });

  it('stay in sight while their helper is away', async () => {
    const { main } = await renderWindow(sampleSnapshot);
    const error = appError('HELPER_UNAVAILABLE', 'It has ended.');
    main.notify({ type: 'world', state: { phase: 'failed', world: 'lab', error } });
    expect((await screen.findByRole('alert')).textContent).toContain('The helper is gone.');
    expect(screen.getByRole('region', { name: 'Network chart' })).toBeDefined();
  });
});

describe('the tables', () => {
  it('say what the chart says', async () => {
    const user = userEvent.setup();
    await renderWindow(sampleSnapshot);
    const inspector = screen.getByRole('tablist', { name: 'Inspector' });
    const published = screen.getByRole('table', { name: 'Published ports' });
    expect(within(published).getAllByRole('row')[1]?.textContent).toContain('2345/tcpc1');
    await user.click(within(inspector).getByRole('tab', { name: /Containers/ }));
    const rows = within(screen.getByRole('table', { name: 'Containers' })).getAllByRole('row');
    expect(rows.slice(1).map((row) => row.textContent)).toEqual([
      expect.stringContaining('2345 → 8000/tcp'),
      expect.stringContaining('9000/tcp (only inside)'),
      expect.stringContaining('3000/tcp'),
    ]);
    await user.click(within(inspector).getByRole('tab', { name: 'Commands' }));
    expect(screen.getByRole('tabpanel').textContent).toContain('iptables --dport 2345');
  });
});

describe('the language', () => {
  it('is changed at once, and remembered', async () => {
    const user = userEvent.setup();
    await renderWindow(sampleSnapshot);
    await user.click(screen.getByRole('radio', { name: '繁體中文' }));
    expect(await screen.findByRole('region', { name: '網路海圖' })).toBeDefined();
    expect(screen.getByRole('button', { name: '發佈 c2 的連接埠 8080' })).toBeDefined();
    expect(document.documentElement.lang).toBe('zh-Hant');
    expect(localStorage.getItem('portolan.language')).toBe('zh-Hant');
  });
});
