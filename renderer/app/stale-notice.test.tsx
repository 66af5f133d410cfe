import { cleanup, screen } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { renderWindow } from '../testing/render-window';
import { sampleSnapshot } from '../testing/sample-snapshot';

afterEach(cleanup);

it('says which part is old, since when, and why', async () => {
  const since = '2026-01-02T03:04:05.000Z';
  await renderWindow({
    ...sampleSnapshot,
    stale: [
      { part: 'docker', reason: 'Docker did not answer.', since },
      { part: 'netns:c1', reason: 'It could not be entered.', since },
    ],
  });
  const text = screen.getByRole('status').textContent;
  expect(text).toContain('Part of the chart is out of date.');
  expect(text).toMatch(/Docker containers, as of .*04:05.*: Docker did not answer\./);
  expect(text).toMatch(/c1, as of .*: It could not be entered\./);
});

it('is not there when nothing is old', async () => {
  await renderWindow(sampleSnapshot);
  expect(screen.queryByRole('status')).toBeNull();
});
