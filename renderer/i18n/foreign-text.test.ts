import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foreignText } from './foreign-text';
import { startI18n } from './i18n';

describe('a text from outside', () => {
  it('has balanced isolates around letters from right to left, and no other hidden character', () => {
    const piece = fc.oneof(
      fc.constantFrom('\u202e', '\u2066', '\u2067', '\u2068', '\u2069', '\x1b', '\n', 'שלום', 'ok'),
      fc.string({ unit: 'binary', maxLength: 3 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const shown = foreignText(pieces.join(''));
        const outside = shown.replace(/\u2068[^\u2066-\u2069]*\u2069/gu, '');
        expect(outside).not.toMatch(/[\u2066-\u2069\u202a-\u202e\x1b\n\u0590-\u05ff]/u);
        expect(foreignText(shown)).toBe(shown);
        expect(foreignText(`a ${shown} b`)).toBe(`a ${shown} b`);
      }),
    );
  });

  it('leaves room for the sentence around it, however long it is', () => {
    expect(foreignText('x'.repeat(1024 * 1024)).length).toBeLessThanOrEqual(1_024);
  });

  it.each(['web-1', '容器', '👩‍👧', 'a & b <i>'])('is the same when it is ordinary: %s', (text) => {
    expect(foreignText(text)).toBe(text);
  });
});

describe('a value in a sentence', () => {
  it.each([
    '{{port}}',
    '{{name}}',
    '{{- name}}',
    '$t(app.name)',
    '$t(chart.details, {"name": "x"})',
    '<b>x</b> &amp;',
    '$& $1 $`',
    '__proto__',
  ])('is literal: %s', async (name) => {
    const { t } = await startI18n('en');
    expect(t('chart.leadsTo', { port: '80', name })).toBe(
      t('chart.leadsTo', { port: '80', name: '@' }).replace('@', () => name),
    );
    expect(t('receipt.attached', { name: '{{bridge}}', bridge: name })).toBe(
      t('receipt.attached', { name: '@', bridge: '#' })
        .replace('#', () => name)
        .replace('@', '{{bridge}}'),
    );
  });

  it('is visible, also deep in another one, and counts still choose the plural', async () => {
    const { t } = await startI18n('en');
    const holder = t('holder.processOnly', { process: 'ng\x1b[2Jinx\u202e' });
    expect(t('publish.taken', { port: '80', holder })).toContain('ng\\x1b[2Jinx\\u202e');
    const hebrew = t('holder.processOnly', { process: 'שלום' });
    expect(t('publish.taken', { port: '80', holder: hebrew })).toContain('\u2068שלום\u2069');
    expect(t('flows.total', { count: 1 })).not.toBe(t('flows.total', { count: 2 }));
    expect(t('flows.total', { count: 2 })).toContain('2');
  });
});
