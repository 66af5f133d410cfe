import { describe, expect, it, vi } from 'vitest';
import { fileOf } from './page-protocol';

vi.mock('electron', () => ({ protocol: {} }));

describe('fileOf', () => {
  it.each([
    ['portolan://app/index.html', '/page/index.html'],
    ['portolan://app/assets/a.js?x=1', '/page/assets/a.js'],
    ['portolan://app/../../etc/passwd', '/page/etc/passwd'],
    ['portolan://app/%2e%2e/%2e%2e/etc/passwd', '/page/etc/passwd'],
    ['portolan://app/..%2f..%2fetc/passwd', '/page/etc/passwd'],
    ['portolan://other/index.html', null],
    ['portolan://app/a%00.js', null],
    ['portolan://app/%E0%A4%A', null],
  ])('%s', (address, file) => {
    expect(fileOf('/page', address)).toBe(file);
  });
});
