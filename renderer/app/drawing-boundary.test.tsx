import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { ok } from '#shared/result/result';
import { renderWindow, setupUser } from '../testing/render-window';
import { sampleSnapshot } from '../testing/sample-snapshot';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});

/** A snapshot that cannot be drawn: no schema lets its date pass. */
const broken = {
  ...sampleSnapshot,
  stale: [{ part: 'docker', reason: 'late', since: 'never' }],
};

it('shows why a snapshot cannot be drawn, keeps the bar above it, and leads back', async () => {
  vi.spyOn(console, 'error').mockReturnValue();
  const savedAt = '2026-01-02T03:04:05Z';
  const { main } = await renderWindow(
    { state: { phase: 'file', world: 'lab', file: 'bad.json', savedAt }, snapshot: broken },
    { chooseWorld: () => Promise.resolve(ok({})) },
  );
  expect(screen.getByRole('alert').textContent).toContain('Invalid time value');
  expect(screen.getByRole('button', { name: 'Open snapshot…' })).toBeDefined();
  await setupUser().click(screen.getByRole('button', { name: 'Back to live' }));
  expect(main.asked).toContainEqual(['chooseWorld', { world: 'lab' }]);
  main.notify({ type: 'world', state: { phase: 'connected', world: 'lab' } });
  main.notify({ type: 'snapshot', snapshot: sampleSnapshot });
  await screen.findByRole('region', { name: 'Network chart' });
  expect(screen.queryByRole('alert')).toBeNull();
});
