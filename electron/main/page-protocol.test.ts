import { describe, expect, it, vi } from 'vitest';
import { contentSecurityPolicy, fileOf } from './page-protocol';

vi.mock('electron', () => ({ protocol: {} }));

describe('fileOf', () => {
  it.each([
    ['portolan://app/index.html', '/page/index.html'],
    ['portolan://app/assets/a.js?x=1', '/page/assets/a.js'],
    ['portolan://app/../../etc/passwd', '/page/etc/passwd'],
    ['portolan://app/%2e%2e/%2e%2e/etc/passwd', '/page/etc/passwd'],
    ['portolan://app/..%2f..%2fetc/passwd', '/page/etc/passwd'],
    ['portolan://other/index.html', null],
    ['portolan://app.evil/index.html', null],
    ['portolan://app:80/index.html', null],
    ['portolan://user@app/index.html', null],
    ['no address', null],
    ['portolan://app/a%00.js', null],
    ['portolan://app/%E0%A4%A', null],
  ])('%s', (address, file) => {
    expect(fileOf('/page', address)).toBe(file);
  });
});

it('lets the page load its own files only, and make no code or markup of text', () => {
  const directives = contentSecurityPolicy.split('; ');
  expect(directives[0]).toBe("default-src 'none'");
  const loosened = directives.filter((one) => !/ ('self'|'none'|'script')$/.test(one));
  expect(loosened).toEqual(["style-src 'self' 'unsafe-inline'"]);
  for (const directive of ['base-uri', 'form-action', 'frame-ancestors', 'trusted-types']) {
    expect(directives).toContain(`${directive} 'none'`);
  }
  expect(directives).toContain("script-src 'self'");
  expect(directives).toContain("require-trusted-types-for 'script'");
});
