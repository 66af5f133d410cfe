import type { Page } from 'playwright-core';

/**
 * How many pixels of the canvas over the chart are drawn on, left of a node: where its wire comes
 * in.
 */
export async function marksBeside(page: Page, testId: string): Promise<number> {
  const node = await page.getByTestId(testId).boundingBox();
  if (node === null) return 0;
  return page.locator('canvas.traffic').evaluate((element, { x, y, height }) => {
    const canvas = element as HTMLCanvasElement;
    const frame = canvas.getBoundingClientRect();
    const scale = canvas.width / frame.width;
    const wide = 40;
    const image = canvas
      .getContext('2d')
      ?.getImageData(
        Math.round((x - frame.x - wide) * scale),
        Math.round((y - frame.y) * scale),
        Math.round(wide * scale),
        Math.round(height * scale),
      );
    return (image?.data ?? new Uint8ClampedArray()).filter(
      (value, index) => index % 4 === 3 && value > 0,
    ).length;
  }, node);
}
