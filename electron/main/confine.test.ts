import { describe, expect, it } from 'vitest';
import { isGranted, isOwnDownload, isOwnRequest } from './confine';
import { pageUrl } from './page-url';

const blob = 'blob:portolan://app/b1f0';

describe('isGranted', () => {
  it('grants the page to write text to the clipboard, and nothing else', () => {
    expect(isGranted('clipboard-sanitized-write', pageUrl)).toBe(true);
    for (const other of ['clipboard-read', 'media', 'geolocation', 'notifications', 'openExternal'])
      expect(isGranted(other, pageUrl)).toBe(false);
  });

  it.each(['portolan://app.evil/', 'https://example.com/', 'about:blank', ''])(
    'grants nothing to %s',
    (url) => {
      expect(isGranted('clipboard-sanitized-write', url)).toBe(false);
    },
  );
});

describe('isOwnDownload', () => {
  it('accepts data of the page that the user saves', () => {
    expect(isOwnDownload([blob], true)).toBe(true);
  });

  it.each([
    ['without a click', [blob], false],
    ['of another site', ['https://example.com/a'], true],
    ['of a file', ['file:///etc/hostname'], true],
    ['of a data URL', ['data:text/plain,a'], true],
    ['of a page file', [pageUrl], true],
    ['of another host of the scheme', ['blob:portolan://app.evil/b1f0'], true],
    ['that was redirected', ['https://example.com/a', blob], true],
    ['of nothing', [], true],
  ])('refuses one %s', (_, urls, hasUserGesture) => {
    expect(isOwnDownload(urls, hasUserGesture)).toBe(false);
  });
});

describe('isOwnRequest', () => {
  it('allows the page, and the developer tools only while they are on', () => {
    for (const devTools of [false, true]) {
      expect(isOwnRequest(pageUrl, devTools)).toBe(true);
      expect(isOwnRequest(blob, devTools)).toBe(true);
      expect(isOwnRequest('devtools://devtools/bundled/a.html', devTools)).toBe(devTools);
    }
  });

  it.each([
    'portolan://app.evil/',
    'https://example.com/',
    'http://127.0.0.1/',
    'ws://127.0.0.1/',
    'file:///etc/hostname',
    'data:text/html,a',
    'chrome://gpu',
    'devtools://elsewhere/',
  ])('refuses %s', (url) => {
    expect(isOwnRequest(url, true)).toBe(false);
  });
});
