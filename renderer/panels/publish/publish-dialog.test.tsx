import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { WindowHandlers } from '#shared/contract/window';
import { err, ok } from '#shared/result/result';
import { checkPortOf, publicationsChange } from '../../testing/main-process';
import { renderWindow, setupUser } from '../../testing/render-window';
import { publication, sampleSnapshot, snapshotOf } from '../../testing/sample-snapshot';

afterEach(cleanup);

const [c1] = sampleSnapshot.endpoints;
const unpublished = snapshotOf();

/** Publishes like the helper: the dry run and the real run return the same commands. */
const publishes: WindowHandlers['publish'] = ({ specs }) => {
  const [host, container] = specs[0]?.split('/')[0]?.split(':').slice(-2).map(Number) ?? [];
  const made = publication(host ?? 0, c1!, container ?? 0);
  return Promise.resolve(
    ok({ publications: [made], commands: [`command for ${specs.join(' ')}`] }),
  );
};

const button = (name: string) => screen.findByRole('button', { name });
const hostPort = () => screen.findByRole<HTMLInputElement>('textbox', { name: 'Host port' });

describe('the publish dialog', () => {
  it('suggests, shows the commands, publishes, and then shows the publication', async () => {
    const user = setupUser();
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
    const user = setupUser();
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
    const user = setupUser();
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
    const user = setupUser();
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
    await user.keyboard('{Enter}');
    expect(
      main.asked.filter(([, input]) => !/dryRun|hostPort/.test(JSON.stringify(input))),
    ).toEqual([]);
  });

  it('requests the chosen address and means, and always at least one of the means', async () => {
    const user = setupUser();
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
    const user = setupUser();
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

  it('is closed by Escape, and restores the focus', async () => {
    const user = setupUser();
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
