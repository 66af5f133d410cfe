import { cleanup, screen, waitFor, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import type { WindowHandlers } from '#shared/contract/window';
import type { Path, Report } from '#shared/model/doctor';
import type { Publication } from '#shared/model/publication';
import { pathFromSchema, type PathFrom } from '#shared/model/trace';
import { appError } from '#shared/result/app-error';
import { err, ok } from '#shared/result/result';
import { renderWindow, setupUser } from '../../testing/render-window';
import { sampleSnapshot, snapshotOf } from '../../testing/sample-snapshot';
import { verbatim } from '#shared/messages/message';

afterEach(cleanup);

const [published] = sampleSnapshot.publications;

function path(from: PathFrom, changes: Partial<Path> = {}): Path {
  return {
    from,
    target: 'x:2345',
    predicted: 'reachable',
    observed: 'reachable',
    differs: false,
    ...changes,
  };
}

/** A doctor for whom every path is open, except those changed. */
function report(
  publication: Publication,
  changes: Partial<Record<PathFrom, Partial<Path>>> = {},
): Report {
  return { publication, paths: pathFromSchema.options.map((from) => path(from, changes[from])) };
}

async function openDoctor(handlers: Partial<WindowHandlers>, snapshot = sampleSnapshot) {
  const user = setupUser();
  const { main } = await renderWindow(snapshot, {
    commands: () => Promise.resolve(ok({ commands: [] })),
    ...handlers,
  });
  await user.click(await screen.findByRole('button', { name: 'Publication 2345/tcp' }));
  await user.click(screen.getByRole('button', { name: 'Check paths' }));
  return { user, main };
}

/** Returns the texts of a path's row: predicted, observed, and the obstacle. */
async function row(from: PathFrom): Promise<readonly (string | null)[]> {
  const table = await screen.findByRole('table', { name: 'Paths' });
  const rows = within(table).getAllByRole('row');
  const found = rows.find((line) => line.querySelector('.path__from')?.textContent === from);
  return within(found!)
    .getAllByRole('cell')
    .slice(1)
    .map((cell) => cell.textContent);
}

const dropped: Partial<Path> = {
  predicted: 'unreachable',
  observed: 'unreachable',
  obstacle: {
    code: 'DROPPED_BY_RULE',
    where: 'filter FORWARD',
    explanation: 'A rule throws it away.',
    owner: 'ufw',
    rule: '-A ufw-before-forward -j DROP',
    fix: { label: 'Let it through', commands: ['iptables -I FORWARD …'] },
  },
};

describe('checking paths', () => {
  it('begins from the panel, and shows one row a path', async () => {
    const { main } = await openDoctor({
      doctor: () => Promise.resolve(ok({ reports: [report(published!)] })),
    });
    expect(await row('lan')).toEqual(['reachable', 'reachable', '']);
    expect(within(screen.getByRole('table', { name: 'Paths' })).getAllByRole('row')).toHaveLength(
      7,
    );
    expect(screen.getByRole('tab', { name: 'Doctor' }).getAttribute('aria-selected')).toBe('true');
    expect(screen.getByText('All tested paths are open.')).toBeDefined();
    expect(main.asked).toContainEqual(['doctor', { selector: 'p2345', observe: true }]);
  });

  it('says where prediction and observation differ, and does not claim success then', async () => {
    await openDoctor({
      doctor: () =>
        Promise.resolve(
          ok({
            reports: [report(published!, { self: { observed: 'unreachable', differs: true } })],
          }),
        ),
    });
    expect(await row('self')).toEqual([
      'reachable',
      'unreachable',
      'Prediction and observation differ.',
    ]);
    expect(screen.queryByText('All tested paths are open.')).toBeNull();
  });

  it('shows an obstacle once for all its paths, fixes it, and undoes the fix', async () => {
    let broken = true;
    const now = () => report(published!, broken ? { lan: dropped, neighbour: dropped } : {});
    const { user, main } = await openDoctor({
      doctor: () => Promise.resolve(ok({ reports: [now()] })),
      applyFix: () => {
        broken = false;
        return Promise.resolve(ok({ fix: 'f1', commands: ['done'], report: now() }));
      },
      undoFix: () => {
        broken = true;
        return Promise.resolve(ok({ commands: [], report: now() }));
      },
    });
    const card = await screen.findByRole('article', { name: 'A firewall rule drops it.' });
    for (const word of [
      'A rule throws it away.',
      "ufw's rule",
      '-A ufw-before-forward -j DROP',
      'Another machine · Another container',
    ]) {
      expect(card.textContent).toContain(word);
    }
    expect(within(card).getByRole('region').textContent).toContain('iptables -I FORWARD …');
    await user.click(within(card).getByRole('button', { name: 'Let it through' }));
    expect(main.asked).toContainEqual([
      'applyFix',
      { publication: 'p2345', from: 'lan', code: 'DROPPED_BY_RULE' },
    ]);
    await waitFor(async () => {
      expect(await row('lan')).toEqual(['reachable', 'reachable', '']);
    });
    expect(screen.queryByRole('article')).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(main.asked).toContainEqual(['undoFix', { fix: 'f1' }]);
    expect(await screen.findByRole('article', { name: 'A firewall rule drops it.' })).toBeDefined();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('shows a failure as an alert', async () => {
    await openDoctor({
      doctor: () => Promise.resolve(err(appError('TIMED_OUT', verbatim('No answer for 20 s.')))),
    });
    expect((await screen.findByRole('alert')).textContent).toContain('No answer for 20 s.');
  });
});

describe('what if', () => {
  it('predicts at once, marks what was observed as old, and restores everything', async () => {
    let now = published!;
    const { user, main } = await openDoctor({
      doctor: ({ observe }) => {
        const gone: Partial<Path> = now.proxy
          ? {}
          : { predicted: 'unreachable', observed: observe ? 'unreachable' : 'untested' };
        const untested: Partial<Path> = observe ? {} : { observed: 'untested' };
        const changes = Object.fromEntries(pathFromSchema.options.map((from) => [from, untested]));
        return Promise.resolve(
          ok({ reports: [report(now, { ...changes, loopback4: { ...untested, ...gone } })] }),
        );
      },
      adjust: ({ dnat, proxy, forward, masquerade }) => {
        const asked = Object.entries({ dnat, proxy, forward, masquerade });
        now = { ...now, ...Object.fromEntries(asked.filter(([, on]) => on !== undefined)) };
        main.notify({
          type: 'snapshot',
          snapshot: snapshotOf({ revision: 2, publications: [now] }),
        });
        return Promise.resolve(ok({ publication: now, commands: [] }));
      },
    });
    expect(await row('loopback4')).toEqual(['reachable', 'reachable', '']);
    await user.click(screen.getByRole('switch', { name: 'Userland proxy' }));
    await waitFor(async () => {
      expect(await row('loopback4')).toEqual(['unreachable', 'reachableold', '']);
    });
    expect(await row('lan')).toEqual(['reachable', 'reachableold', '']);
    expect(main.asked).toContainEqual(['adjust', { id: 'p2345', proxy: false }]);
    expect(main.asked).toContainEqual(['doctor', { selector: 'p2345', observe: false }]);
    await user.click(screen.getByRole('button', { name: 'Check all paths' }));
    await waitFor(async () => {
      expect(await row('loopback4')).toEqual(['unreachable', 'unreachable', '']);
    });
    await user.click(screen.getByRole('button', { name: 'Restore everything' }));
    expect(main.asked).toContainEqual([
      'adjust',
      { id: 'p2345', dnat: true, proxy: true, forward: true, masquerade: true },
    ]);
    await waitFor(async () => {
      expect(await row('loopback4')).toEqual(['reachable', 'unreachableold', '']);
    });
  });

  it('is for publications of Portolan only; others are still checked', async () => {
    const docker = { ...published!, origin: 'docker' as const };
    await openDoctor(
      { doctor: () => Promise.resolve(ok({ reports: [report(docker)] })) },
      snapshotOf({ publications: [docker] }),
    );
    expect(await row('lan')).toEqual(['reachable', 'reachable', '']);
    expect(screen.queryByRole('switch')).toBeNull();
  });
});
