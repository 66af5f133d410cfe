import type { Page } from 'playwright-core';

/** Of each way in: what the table of paths says under predicted, and under observed. */
export type Ways = Readonly<Record<string, readonly string[]>>;

/** Reads the table of paths. A way is there once it is in the table. */
export async function pathsIn(page: Page): Promise<Ways> {
  const rows = await page
    .getByRole('table', { name: 'Paths' })
    .locator('tbody tr')
    .evaluateAll((lines) =>
      lines.map((line): readonly [string, readonly string[]] => [
        line.querySelector('.path__way')?.textContent ?? '',
        [...line.querySelectorAll('td')].slice(1, 3).map((cell) => cell.textContent),
      ]),
    );
  return Object.fromEntries(rows);
}
