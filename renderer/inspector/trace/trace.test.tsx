import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import type { Hop } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import type { MainProcess } from '../../testing/main-process';
import { renderWindow, setupUser } from '../../testing/render-window';
import { droppedHops, forwardedHops, traceLines } from '../../testing/sample-hops';
import { sampleSnapshot } from '../../testing/sample-snapshot';
import { verbatim } from '#shared/messages/message';

afterEach(cleanup);

async function openTrace() {
  const user = setupUser();
  const { main } = await renderWindow(sampleSnapshot, {
    commands: () => Promise.resolve(ok({ commands: [] })),
    startTrace: () => Promise.resolve(ok({ session: 's1' })),
    stopTrace: () => Promise.resolve(ok({})),
  });
  await user.click(await screen.findByRole('button', { name: 'Publication 2345/tcp' }));
  await user.click(screen.getByRole('button', { name: 'Trace' }));
  await screen.findByText('Waiting for a packet …');
  return { user, main };
}

function report(main: MainProcess, hops: readonly Hop[], traceId = 't1') {
  for (const line of traceLines(hops, traceId)) main.notify({ type: 'trace', session: 's1', line });
}

const headings = () => screen.getAllByRole('heading', { level: 4 }).map((h) => h.textContent);

it('sends a test packet from the panel, and shows its path hook by hook', async () => {
  const { main } = await openTrace();
  expect(main.asked).toContainEqual([
    'startTrace',
    { target: { kind: 'publication', selector: 'p2345' }, count: 1, timeout: 30, probe: 'lan' },
  ]);
  report(main, forwardedHops);
  const end = { type: 'end', reason: 'count', packets: 1, lost: 3 };
  main.notify({ type: 'trace', session: 's1', line: end });
  await screen.findByText('Delivered to c1.');
  expect(headings()).toEqual([
    'PREROUTING',
    'Routing',
    'FORWARD',
    'POSTROUTING',
    'Routing',
    'INPUT',
  ]);
  const timeline = screen.getByRole('group', { name: "The packet's path" });
  for (const word of [
    '-A PORTOLAN-DNAT -p tcp --dport 2345 -j DNAT --to-destination 10.55.66.2:8000',
    "Portolan's rule · portolan:p2345",
    'destination: 192.0.2.1 → 10.55.66.2',
    'To be forwarded by hw0',
  ]) {
    expect(timeline.textContent).toContain(word);
  }
  expect(screen.getByText('3 messages of the trace were lost.')).toBeDefined();
  const chart = screen.getByRole('region', { name: 'Network chart' });
  const course = within(chart).getByRole('img', { name: /path of the traced packet/ });
  expect(course.textContent).toBe('1–2345');
});

it('ends in words at the rule that dropped it, with its owner', async () => {
  const { main } = await openTrace();
  report(main, droppedHops);
  await screen.findByText("Dropped in ufw-before-forward by ufw's rule.");
  expect(screen.getByText("Dropped here by ufw's rule")).toBeDefined();
  expect(screen.getByText('Not reached.')).toBeDefined();
});

it('offers a choice among several packets', async () => {
  const { user, main } = await openTrace();
  report(main, forwardedHops);
  report(main, droppedHops, 't2');
  const list = await screen.findByRole('list', { name: 'Packets' });
  await user.click(within(list).getByRole('button', { name: /Packet 2/ }));
  expect(screen.getByText("Dropped here by ufw's rule")).toBeDefined();
});

it('is stopped, and started again with a filter', async () => {
  const { user, main } = await openTrace();
  await user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(main.asked).toContainEqual(['stopTrace', { session: 's1' }]);
  main.notify({
    type: 'trace',
    session: 's1',
    line: { type: 'end', reason: 'stopped', packets: 0, lost: 0 },
  });
  await screen.findByText('Stopped.');
  await user.click(screen.getByRole('radio', { name: 'Filter' }));
  await user.type(screen.getByRole('textbox', { name: 'Destination port' }), '99999');
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect((await screen.findByRole('alert')).textContent).toContain('ports 1 to 65535');
  const port = screen.getByRole('textbox', { name: 'Destination port' });
  expect(port.getAttribute('aria-invalid')).toBe('true');
  await user.clear(port);
  await user.type(port, '53');
  await user.click(screen.getByRole('button', { name: 'Start' }));
  expect(main.asked).toContainEqual([
    'startTrace',
    { target: { kind: 'filter', protocol: 'tcp', dport: 53 }, count: 1, timeout: 30 },
  ]);
});

it('shows why it cannot be', async () => {
  const user = setupUser();
  await renderWindow(sampleSnapshot, {
    startTrace: () =>
      Promise.resolve(err(appError('UNSUPPORTED', verbatim('The rules are legacy ones.')))),
  });
  await user.click(screen.getByRole('tab', { name: 'Trace' }));
  await user.click(screen.getByRole('button', { name: 'Start' }));
  await waitFor(() => {
    expect(screen.getByRole('alert').textContent).toContain('The rules are legacy ones.');
  });
});
