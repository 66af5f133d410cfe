import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { obstacleCodeSchema, type Path } from '#shared/model/doctor';
import { pathFromSchema } from '#shared/model/trace';
import { ok } from '#shared/result/result';
import { toEnglish } from '#shared/messages/message';
import { renderWindow, setupUser } from '../../testing/render-window';
import { sampleSnapshot } from '../../testing/sample-snapshot';
import { englishWords, sampleMessages } from '../../testing/sample-messages';

afterEach(cleanup);

const [publication] = sampleSnapshot.publications;
const [why, places, fixes, notes] = [
  sampleMessages('why'),
  sampleMessages('place'),
  sampleMessages('fix'),
  sampleMessages('note'),
];
const turn = <T,>(list: readonly T[], index: number): T => list[index % list.length]!;

/** Paths that together contain every code, explanation, location, fix and note. */
const paths = why.map((explanation, index): Path => {
  return {
    from: turn(pathFromSchema.options, index),
    predicted: 'unreachable',
    observed: 'unreachable',
    differs: false,
    obstacle: {
      code: turn(obstacleCodeSchema.options, index),
      where: turn(places, index),
      explanation,
      fix: { label: turn(fixes, index), commands: ['x'] },
    },
    target: `x:${String(index)}`,
    note: turn(notes, index),
  };
});

it('a check-up in Chinese has no English sentence in it', async () => {
  const lists = [obstacleCodeSchema.options, places, fixes, notes];
  expect(lists.every(({ length }) => length <= paths.length)).toBe(true);
  const user = setupUser();
  await renderWindow(
    sampleSnapshot,
    {
      commands: () => Promise.resolve(ok({ commands: [] })),
      doctor: () => Promise.resolve(ok({ reports: [{ publication: publication!, paths }] })),
      applyFix: () =>
        Promise.resolve(
          ok({ fix: 'f1', commands: ['x'], report: { publication: publication!, paths } }),
        ),
    },
    'zh-Hant',
  );
  await user.click(await screen.findByRole('button', { name: '發佈 2345/tcp' }));
  await user.click(screen.getByRole('button', { name: '檢查路徑' }));
  const cards = await screen.findAllByRole('article');
  expect(cards).toHaveLength(paths.length);
  await user.click(within(cards[0]!).getByRole('button', { name: /x0/ }));
  const shown = (await screen.findByRole('tabpanel')).textContent;
  expect(shown).not.toMatch(englishWords);
  for (const { obstacle, note = '' } of paths) {
    const explanation = toEnglish(obstacle?.explanation ?? '');
    expect(shown).not.toContain(explanation);
    expect(shown).not.toContain(toEnglish(note));
    expect(explanation).toMatch(englishWords);
  }
  expect(toEnglish(why[0]!)).toMatch(englishWords);
});
