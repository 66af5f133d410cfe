import { describe, expect, it } from 'vitest';
import { isPageBlob, isPageUrl, pageUrl } from './page-url';

describe('isPageUrl', () => {
  it.each([pageUrl, 'portolan://app', 'portolan://app/', 'PORTOLAN://app/a.js?x#y'])(
    'accepts %s',
    (text) => {
      expect(isPageUrl(text)).toBe(true);
    },
  );

  it.each([
    '',
    'app',
    'portolan:',
    'portolan:app/index.html',
    'portolan:/app/index.html',
    'portolan:///app/index.html',
    'portolan://app.evil/index.html',
    'portolan://application/index.html',
    'portolan://evil.app/index.html',
    'portolan://evil/app/index.html',
    'portolan://app:8000/index.html',
    'portolan://app:x@evil/index.html',
    'portolan://app@evil/index.html',
    'portolan://evil@app/index.html',
    'portolan://:secret@app/index.html',
    'portolan://app%2eevil/index.html',
    'portolan://app\\.evil/index.html',
    'portolans://app/index.html',
    'https://app/index.html',
    'file:///app/index.html',
    'about:blank',
    'data:text/html,portolan://app/index.html',
    'blob:portolan://app/b1f0',
    'javascript:"portolan://app/"',
    'null',
  ])('refuses %s', (text) => {
    expect(isPageUrl(text)).toBe(false);
  });
});

it('tells data of the page from that of other pages', () => {
  expect(isPageBlob('blob:portolan://app/b1f0')).toBe(true);
  expect(isPageBlob('blob:portolan://app.evil/b1f0')).toBe(false);
  expect(isPageBlob('blob:null/b1f0')).toBe(false);
  expect(isPageBlob('blob:blob:portolan://app/b1f0')).toBe(false);
  expect(isPageBlob(pageUrl)).toBe(false);
});
