import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { WindowHandlers } from '#shared/contract/window';
import type { Flow, FlowStatus } from '#shared/model/flow';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { renderWindow, setupUser } from '../../testing/render-window';
import { flow, proxied } from '../../testing/sample-flows';
import { sampleSnapshot } from '../../testing/sample-snapshot';
import { verbatim } from '#shared/messages/message';

afterEach(cleanup);

const status: FlowStatus = { total: 3, events: 9, lost: 0, accounting: false };

async function openFlows(flows: readonly Flow[], handlers: Partial<WindowHandlers> = {}) {
  const user = setupUser();
  const rendered = await renderWindow(sampleSnapshot, {
    followFlows: () => Promise.resolve(ok({ flows, status })),
    unfollowFlows: () => Promise.resolve(ok({})),
    startTrace: () => Promise.resolve(ok({ session: 's1' })),
    setAccounting: ({ on }) => Promise.resolve(ok({ accounting: on, commands: [] })),
    ...handlers,
  });
  await user.click(screen.getByRole('tab', { name: 'Flows' }));
  return { user, main: rendered.main };
}

const lines = () =>
  within(screen.getByRole('grid', { name: 'Connections' }))
    .getAllByRole('row')
    .slice(1)
    .filter((row) => row.getAttribute('aria-hidden') === null)
    .map((row) => row.textContent);

it('are shown as they come and go, as long as the tab is open', async () => {
  const { user, main } = await openFlows([flow('a'), ...proxied()]);
  await screen.findByText('2 connections');
  expect(lines()).toEqual([
    expect.stringContaining('127.0.0.1:50122'),
    expect.stringContaining('192.0.2.2:43938192.0.2.1:2345c1 10.55.66.2:80002345/tcp DNAT'),
  ]);
  main.notify({
    type: 'flows',
    changes: [{ type: 'destroy', flow: flow('a') }],
    status: { ...status, lost: 7, unseen: 2 },
  });
  await screen.findByText('1 connection');
  expect(screen.getByText(/7 events were lost.*2 connections were missed/)).toBeDefined();
  await user.click(screen.getByRole('tab', { name: 'Doctor' }));
  expect(main.asked).toContainEqual(['unfollowFlows', {}]);
});

it('are searched and sorted', async () => {
  const { user } = await openFlows([flow('a'), ...proxied()]);
  await screen.findByText('2 connections');
  await user.click(screen.getByRole('button', { name: 'Client' }));
  await waitFor(() => {
    expect(lines()[0]).toContain('127.0.0.1');
  });
  await user.click(screen.getByRole('button', { name: 'Client' }));
  await waitFor(() => {
    expect(lines()[0]).toContain('192.0.2.2');
  });
  expect(screen.getByRole('columnheader', { name: 'Client' }).getAttribute('aria-sort')).toBe(
    'descending',
  );
  await user.type(screen.getByRole('searchbox', { name: 'Search connections' }), 'port:43938');
  await screen.findByText('1 of 2');
  await user.type(screen.getByRole('searchbox', { name: 'Search connections' }), '9');
  await screen.findByText('No connection matches the search.');
});

it('are explained in words, and traced', async () => {
  const place = { table: 'nat', chain: 'PORTOLAN-DNAT', number: 2 } as const;
  const translated = flow('a', { dnatRule: { ...place, owner: 'portolan' } });
  const { user, main } = await openFlows([translated]);
  await screen.findByText('1 connection');
  screen.getByRole('grid').focus();
  await user.keyboard('{ArrowDown}');
  const detail = screen.getByRole('complementary', { name: 'The selected connection' });
  expect(detail.textContent).toContain('192.0.2.2:43938 connected to 192.0.2.1:2345.');
  expect(detail.textContent).toContain(
    'DNAT by rule 2 of nat PORTOLAN-DNAT, which is of 2345/tcp, sent it to 10.55.66.2:8000.',
  );
  expect(detail.textContent).toContain('10.55.66.2:8000 → 192.0.2.2:43938');
  await user.click(within(detail).getByRole('button', { name: 'Trace this flow' }));
  expect(screen.getByRole('tab', { name: 'Trace' }).getAttribute('aria-selected')).toBe('true');
  expect(main.asked).toContainEqual([
    'startTrace',
    { target: { kind: 'flow', id: 'a' }, count: 1, timeout: 30 },
  ]);
});

it('are counted only with permission, and counting is switched off again', async () => {
  const { user, main } = await openFlows([flow('a')]);
  await user.click(await screen.findByRole('button', { name: 'Count bytes' }));
  expect(main.asked.some(([method]) => method === 'setAccounting')).toBe(false);
  const leave = screen.getByRole('dialog', { name: 'Count bytes' });
  expect(leave.textContent).toContain('nf_conntrack_acct');
  await user.click(within(leave).getByRole('button', { name: 'Count from now on' }));
  expect(main.asked).toContainEqual(['setAccounting', { on: true }]);
  await user.click(await screen.findByRole('button', { name: 'Bytes are counted' }));
  await user.click(screen.getByRole('button', { name: 'Stop counting' }));
  expect(main.asked).toContainEqual(['setAccounting', { on: false }]);
});

it('render only visible rows when there are thousands', async () => {
  const many = Array.from({ length: 5_000 }, (_, index) =>
    flow(`f${String(index)}`, { since: index }),
  );
  await openFlows(many);
  await screen.findByText('5000 connections');
  expect(lines().length).toBeLessThan(60);
  expect(screen.getByRole('grid').getAttribute('aria-rowcount')).toBe('5001');
});

it('that cannot be followed say why', async () => {
  await openFlows([], {
    followFlows: () =>
      Promise.resolve(err(appError('UNSUPPORTED', verbatim('No conntrack here.')))),
  });
  expect((await screen.findByRole('alert')).textContent).toContain('No conntrack here.');
});

it('are followed for the chart too, where traffic is switched off and on', async () => {
  const user = setupUser();
  const { main } = await renderWindow(
    sampleSnapshot,
    {
      followFlows: () => Promise.resolve(ok({ flows: [flow('a')], status })),
      unfollowFlows: () => Promise.resolve(ok({})),
    },
    'en',
    'on',
  );
  const traffic = screen.getByRole('button', { name: 'Traffic' });
  await screen.findByText('thicker: more bytes');
  expect(main.asked).toContainEqual(['followFlows', {}]);
  expect(document.querySelectorAll('canvas')).toHaveLength(1);
  expect(document.querySelector('canvas')?.dataset['moving']).toBe('true');
  await user.click(traffic);
  expect(main.asked).toContainEqual(['unfollowFlows', {}]);
  expect(document.querySelector('canvas')?.dataset['moving']).toBe('false');
  expect(localStorage.getItem('portolan.traffic')).toBe('off');
});
