import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { WindowHandlers } from '#shared/contract/window';
import type { Attachment } from '#shared/model/attachment';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { renderWindow, setupUser } from '../../testing/render-window';
import { bridge, endpoint, snapshotOf } from '../../testing/sample-snapshot';
import { verbatim } from '#shared/messages/message';

afterEach(cleanup);

const button = (name: string) => screen.findByRole('button', { name });
const field = (name: string) => screen.findByRole<HTMLInputElement>('textbox', { name });

const lone = endpoint('c4', null, []);
const docker0 = { ...bridge('docker0'), origin: 'docker' as const, addresses: ['172.17.0.1/16'] };
const attachment: Attachment = {
  id: 'veth-1',
  bridge: 'hw0',
  endpoint: { id: 'netns:c4', name: 'c4' },
  interface: 'eth0',
  address: '10.55.66.5/24',
  state: 'active',
};
const world = snapshotOf({ bridges: [bridge('hw0'), docker0], endpoints: [lone] });

const createBridge: WindowHandlers['createBridge'] = ({ name, address }) =>
  Promise.resolve(
    address.startsWith('172.17.')
      ? err(appError('BAD_REQUEST', verbatim(`${address} overlaps with docker0`)))
      : ok({
          bridge: { ...bridge(name), addresses: [address] },
          commands: [`make ${name} ${address}`],
        }),
  );
const attach: WindowHandlers['attach'] = ({ address, bridge: to }) => {
  const given = address ?? '10.55.66.5/24';
  return Promise.resolve(
    ok({
      attachment: { ...attachment, address: given, bridge: to },
      interface: { name: 'eth0', mac: '', up: true, addresses: [given], bridge: to },
      commands: [`join c4 to ${to} with ${given}`],
    }),
  );
};

describe('the dialog "Create bridge"', () => {
  it('proposes what is free, shows the commands and why they are refused, and creates it', async () => {
    const user = setupUser();
    const { main } = await renderWindow(world, { createBridge });
    await user.click(await button('Create bridge'));
    const dialog = screen.getByRole('dialog', { name: 'Create bridge' });
    expect((await field('Name')).value).toBe('br0');
    expect((await field('Address')).value).toBe('10.55.67.1/24');
    const commands = within(dialog).getByRole('region', { name: 'Commands' });
    await within(commands).findByText(/10\.55\.67\.1/);

    await user.clear(await field('Address'));
    await user.type(await field('Address'), '172.17.9.1/24');
    const alert = await within(dialog).findByRole('alert');
    await waitFor(() => {
      expect(alert.textContent).toContain('overlaps with docker0');
    });
    const submit = within(dialog).getByRole<HTMLButtonElement>('button', { name: 'Create bridge' });
    expect(submit.disabled).toBe(true);

    await user.clear(await field('Address'));
    await user.type(await field('Address'), '10.9.0.1/24{Enter}');
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    expect(main.asked).toContainEqual(['createBridge', { name: 'br0', address: '10.9.0.1/24' }]);
    expect(screen.getByText('The bridge br0 was created.')).toBeDefined();
    await user.click(await button('Show the commands'));
    expect(screen.getByRole('tabpanel').textContent).toContain('make br0 10.9.0.1/24');
  });
});

describe('the dialog "Attach to a bridge"', () => {
  it('offers the bridges of Portolan, proposes the address, and asks for what was shown', async () => {
    const user = setupUser();
    const { main } = await renderWindow(world, { attach });
    expect(screen.getByTestId('node-c4').textContent).toContain('not connected');
    await user.click(await button('Details of c4'));
    await user.click(await button('Attach to a bridge'));
    const dialog = screen.getByRole('dialog', { name: 'Attach to a bridge' });
    expect(within(dialog).getAllByRole('radio')).toHaveLength(1);
    await waitFor(async () => {
      expect((await field('Address')).placeholder).toBe('10.55.66.5/24');
    });
    await user.type(await field('Interface'), 'net7');
    await within(dialog).findByText(/join/);
    await user.click(within(dialog).getByRole('button', { name: 'Attach' }));
    await waitFor(() => {
      expect(screen.queryByRole('dialog')).toBeNull();
    });
    expect(main.asked).toContainEqual([
      'attach',
      { target: 'netns:c4', bridge: 'hw0', address: '10.55.66.5/24', interface: 'net7' },
    ]);
  });

  it('leads to a new bridge where Portolan has none', async () => {
    const user = setupUser();
    await renderWindow(snapshotOf({ bridges: [docker0], endpoints: [lone] }), { createBridge });
    await user.click(await button('Details of c4'));
    await user.click(await button('Attach to a bridge'));
    const dialog = screen.getByRole('dialog', { name: 'Attach to a bridge' });
    await user.click(within(dialog).getByRole('button', { name: 'Create bridge' }));
    expect(await screen.findByRole('dialog', { name: 'Create bridge' })).toBeDefined();
  });
});

describe('the panel of a bridge', () => {
  it('names its owner, and offers to delete only what Portolan created', async () => {
    const user = setupUser();
    await renderWindow(world);
    await user.click(await button('Details of docker0'));
    const panel = screen.getByRole('complementary');
    expect(panel.textContent).toContain('Made by Docker. Portolan shows it and leaves it alone.');
    expect(within(panel).queryByRole('button', { name: 'Delete bridge' })).toBeNull();
  });

  it('shows the commands, and why the helper refuses', async () => {
    const user = setupUser();
    const refusal = appError('BAD_REQUEST', verbatim('c4 would lose its network'));
    await renderWindow(world, {
      deleteBridge: ({ name, dryRun }) =>
        Promise.resolve(
          dryRun ? ok({ bridge: bridge(name), commands: [`vanish ${name}`] }) : err(refusal),
        ),
    });
    await user.click(await button('Details of hw0'));
    await screen.findByText(/vanish/);
    await user.click(await button('Delete bridge'));
    expect((await screen.findByRole('alert')).textContent).toContain('would lose its network');
  });

  it('shows what waits and what failed, with the reason', async () => {
    const user = setupUser();
    const gone = { id: 'netns:gone', name: 'gone' };
    await renderWindow({
      ...world,
      attachments: [
        { ...attachment, state: 'failed', reason: 'eth0 is taken' },
        { ...attachment, id: 'veth-2', endpoint: gone, state: 'waiting', reason: 'gone is away' },
      ],
    });
    expect(screen.getByTestId('node-hw0').textContent).toContain('The attachment of c4 failed');
    expect(screen.getByTestId('node-hw0').textContent).toContain('Waits for gone');
    await user.click(await button('Details of hw0'));
    const panel = screen.getByRole('complementary');
    expect(panel.textContent).toContain('Failed');
    expect(panel.textContent).toContain('eth0 is taken');
    expect(panel.textContent).toContain('gone is away');
  });
});

it('detaches from the panel of the container, and shows the commands', async () => {
  const user = setupUser();
  const { main } = await renderWindow(
    { ...world, attachments: [attachment] },
    {
      detach: () =>
        Promise.resolve(
          ok({
            attachment,
            interface: { name: 'eth0', mac: '', up: true, addresses: [] },
            commands: ['cut the wire'],
          }),
        ),
    },
  );
  await user.click(await button('Details of c4'));
  const panel = screen.getByRole('complementary');
  await waitFor(() => {
    expect(within(panel).getByRole('region', { name: 'Commands' }).textContent).toContain('cut');
  });
  await user.click(within(panel).getByRole('button', { name: 'Detach' }));
  expect(main.asked).toContainEqual(['detach', { target: 'netns:c4', bridge: 'hw0' }]);
  expect(await screen.findByText('c4 is detached from hw0.')).toBeDefined();
});

describe('a snapshot from a file', () => {
  const file = {
    state: {
      phase: 'file',
      world: 'lab',
      file: 'far.json',
      savedAt: '2026-01-02T03:04:05.000Z',
    },
    snapshot: { ...world, attachments: [attachment] },
  } as const;

  it('shows its machine and time, and offers no changes', async () => {
    const user = setupUser();
    const { main } = await renderWindow(file, { chooseWorld: () => Promise.resolve(ok({})) });
    const banner = screen.getByRole('status');
    expect(banner.textContent).toMatch(/Snapshot of lab from .*2026.* read only/);
    expect(screen.queryByRole('button', { name: 'Create bridge' })).toBeNull();
    await user.click(await button('Details of c4'));
    await user.click(await button('Details of hw0'));
    for (const name of ['Detach', 'Attach to a bridge', 'Delete bridge']) {
      expect(screen.queryByRole('button', { name })).toBeNull();
    }
    await user.click(await button('Back to live'));
    expect(main.asked).toEqual([['chooseWorld', { world: 'lab' }]]);
  });

  it('is removed from the chart when the live world returns', async () => {
    const { main } = await renderWindow(file);
    main.notify({ type: 'world', state: { phase: 'connecting', world: 'lab' } });
    expect(await screen.findByText('Building the lab')).toBeDefined();
  });

  it('that cannot be opened is an alert', async () => {
    const user = setupUser();
    await renderWindow(world, {
      openSnapshot: () =>
        Promise.resolve(err(appError('BAD_REQUEST', verbatim('"x" is not a snapshot')))),
    });
    await user.click(await button('Open snapshot…'));
    expect((await screen.findByRole('alert')).textContent).toContain('"x" is not a snapshot');
  });
});
