import type { Page } from 'playwright-core';

/** What the table of paths shows for each way in, predicted and observed. */
export type Ways = Readonly<Record<string, readonly string[]>>;

/** Reads the table of paths. A way is missing until the table shows it. */
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
