import { expect, it, vi } from 'vitest';
import { isPage } from './ipc';
import { pageUrl } from './page-url';

vi.mock('electron', () => ({ ipcMain: {} }));

const main = { processId: 4, routingId: 1, url: pageUrl };

it('accepts messages of the main frame while it shows the page', () => {
  expect(isPage({ ...main }, main)).toBe(true);
});

it.each([
  ['a frame that is gone', null],
  ['a frame within the page', { ...main, routingId: 2 }],
  ['a frame of another process', { ...main, processId: 5 }],
  ['another host of the scheme', { ...main, url: 'portolan://app.evil/index.html' }],
  ['another site', { ...main, url: 'https://example.com/' }],
  ['an empty page', { ...main, url: 'about:blank' }],
])('refuses messages of %s', (_, sender) => {
  expect(isPage(sender, main)).toBe(false);
});
