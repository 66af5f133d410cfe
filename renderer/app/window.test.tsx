import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { appError } from '#shared/result/app-error';
import { ok } from '#shared/result/result';
import { publicationsChange } from '../testing/main-process';
import { renderWindow, setupUser } from '../testing/render-window';
import { publication, sampleSnapshot, snapshotOf } from '../testing/sample-snapshot';
import { verbatim } from '#shared/messages/message';

afterEach(cleanup);

const [c1] = sampleSnapshot.endpoints;

const button = (name: string) => screen.findByRole('button', { name });

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

  it('leads from a published port to its publication, which can be unpublished', async () => {
    const user = setupUser();
    const { main } = await renderWindow(sampleSnapshot, {
      unpublish: () => Promise.resolve(ok({ removed: [], commands: [] })),
    });
    await user.click(await button('Port 8000 of c1 is published on 2345'));
    const panel = screen.getByRole('complementary');
    expect(panel.textContent).toContain(
      'Anyone who connects to this computer on port 2345/tcp reaches port 8000 of c1 (10.55.66.2)',
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

  it('shows the publications of others, and offers no way to remove them', async () => {
    const user = setupUser();
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

describe('worlds', () => {
  const toComputer = { phase: 'consent', world: 'computer', command: 'run --as root' } as const;

  it('are switched by a radio group', async () => {
    const user = setupUser();
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

  it('need consent, and show the exact command', async () => {
    const user = setupUser();
    const { main } = await renderWindow(
      { state: toComputer, snapshot: null },
      { chooseWorld: () => Promise.resolve(ok({})) },
    );
    expect(
      screen.getByRole('region', { name: 'This command will run as root' }).textContent,
    ).toContain('run --as root');
    await user.click(await button('Back to the lab'));
    await user.click(await button('Continue'));
    expect(main.asked).toEqual([
      ['chooseWorld', { world: 'lab' }],
      ['chooseWorld', { world: 'computer', consent: true }],
    ]);
  });

  it('that failed can be tried again', async () => {
    const user = setupUser();
    const error = appError('PERMISSION_DENIED', verbatim('The password was not given.'));
    const { main } = await renderWindow(
      { state: { phase: 'failed', world: 'computer', error }, snapshot: null },
      { chooseWorld: () => Promise.resolve(ok({})) },
    );
    expect(screen.getByRole('alert').textContent).toContain('The password was not given.');
    await user.click(await button('Try again'));
    expect(main.asked).toEqual([['chooseWorld', { world: 'computer' }]]);
  });

  it('stay visible while their helper is not reachable', async () => {
    const { main } = await renderWindow(sampleSnapshot);
    const error = appError('HELPER_UNAVAILABLE', verbatim('It has ended.'));
    main.notify({ type: 'world', state: { phase: 'failed', world: 'lab', error } });
    expect((await screen.findByRole('alert')).textContent).toContain('The helper is gone.');
    expect(screen.getByRole('region', { name: 'Network chart' })).toBeDefined();
  });
});

describe('the tables', () => {
  it('say what the chart says', async () => {
    const user = setupUser();
    await renderWindow(sampleSnapshot, {
      commands: ({ id }) => Promise.resolve(ok({ commands: [`iptables for ${id}`] })),
    });
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
    await waitFor(() => {
      expect(screen.getByRole('tabpanel').textContent).toContain('iptables for p2345');
    });
  });
});

describe('the language', () => {
  it('is changed at once, and remembered', async () => {
    const user = setupUser();
    const { main } = await renderWindow(sampleSnapshot);
    await user.click(screen.getByRole('radio', { name: '繁體中文' }));
    expect(await screen.findByRole('region', { name: '網路海圖' })).toBeDefined();
    expect(screen.getByRole('button', { name: '發佈 c2 的連接埠 8080' })).toBeDefined();
    expect(document.documentElement.lang).toBe('zh-Hant');
    expect(localStorage.getItem('portolan.language')).toBe('zh-Hant');
    expect(main.asked).toContainEqual(['setLanguage', { language: 'zh-Hant' }]);
  });

  it('applies to earlier results too', async () => {
    const user = setupUser();
    await renderWindow(sampleSnapshot, {
      commands: () => Promise.resolve(ok({ commands: [] })),
      unpublish: () => Promise.resolve(ok({ removed: [], commands: ['iptables …'] })),
    });
    await user.click(screen.getByRole('button', { name: 'Publication 2345/tcp' }));
    await user.click(screen.getByRole('button', { name: 'Unpublish' }));
    await screen.findByText('2345/tcp is not published any more.');
    await user.click(screen.getByRole('radio', { name: '繁體中文' }));
    await user.click(await screen.findByRole('button', { name: '顯示指令' }));
    expect(await screen.findByRole('heading', { name: '2345/tcp 已不再發佈。' })).toBeDefined();
  });
});
