import type { Page } from 'playwright-core';

/** What the table of paths shows for each inbound path, predicted and observed. */
export type PathCells = Readonly<Record<string, readonly string[]>>;

/** Reads the table of paths. A path is missing until the table shows it. */
export async function pathsIn(page: Page): Promise<PathCells> {
  const rows = await page
    .getByRole('table', { name: 'Paths' })
    .locator('tbody tr')
    .evaluateAll((lines) =>
      lines.map((line): readonly [string, readonly string[]] => [
        line.querySelector('.path__from')?.textContent ?? '',
        [...line.querySelectorAll('td')].slice(1, 3).map((cell) => cell.textContent),
      ]),
    );
  return Object.fromEntries(rows);
}
