import { describe, expect, it } from 'vitest';
import { inEnglish } from './english';
import { isKnown, joinSentences, messageSchema, msg, toEnglish, verbatim } from './message';
import { fill, placeholdersOf } from './template';

const held = msg('why.heldByProgram', {
  program: msg('program.process', { process: 'nginx', pid: 5 }),
  port: 80,
});

describe('a template', () => {
  it('names its places, and takes a value in each, whatever is in the value', () => {
    expect(placeholdersOf('{{a}} and {{b}}, {{a}}')).toEqual(['a', 'b', 'a']);
    expect(fill('{{a}} and {{b}}, {{a}}', { a: '$& {{b}}', b: '2' })).toBe(
      '$& {{b}} and 2, $& {{b}}',
    );
    expect(fill('{{a}}{{toString}}.', {})).toBe('.');
  });
});

describe('a message', () => {
  it('is rendered in English, with other messages among its values', () => {
    expect(toEnglish(held)).toMatch(/^nginx \(process 5\) on this computer has the port 80 itself/);
    expect(toEnglish('as it is')).toBe('as it is');
    expect(toEnglish(verbatim('as {{it}} is'))).toBe('as {{it}} is');
    expect(verbatim(held)).toBe(held);
  });

  it('stays the same over JSON', () => {
    expect(messageSchema.parse(JSON.parse(JSON.stringify(held)))).toEqual(held);
    expect(messageSchema.safeParse({ key: 'why.noWay', values: { address: [] } }).success).toBe(
      false,
    );
  });

  it('is known when its key, its values and the messages among them are', () => {
    expect(isKnown(held)).toBe(true);
    const values = held.values;
    for (const unknown of [
      { key: 'why.ofAnotherVersion', values },
      { key: 'toString', values },
      { key: 'why.toString', values },
      { key: held.key, values: { ...values, program: { key: 'program.ofAnotherVersion' } } },
      { key: held.key, values: { port: 80 } },
      { key: held.key },
    ]) {
      expect(isKnown(unknown), JSON.stringify(unknown)).toBe(false);
    }
  });
});

describe('a record in English', () => {
  it('has strings in place of messages at any depth, and is otherwise the same', () => {
    const rules = { key: 'a.b', priority: 5 };
    const record = { where: 'nat PREROUTING', explanation: held, paths: [{ note: held }], rules };
    const shown = inEnglish(record);
    expect(shown).toEqual({
      where: 'nat PREROUTING',
      explanation: toEnglish(held),
      paths: [{ note: toEnglish(held) }],
      rules,
    });
    expect(Object.keys(shown)).toEqual(Object.keys(record));
    expect(shown.rules).toBe(rules);
    expect(inEnglish({ key: 'net.ipv4.ip_forward' })).toEqual({ key: 'net.ipv4.ip_forward' });
  });
});

describe('joined sentences', () => {
  it('are each there once, and nothing when there is none', () => {
    const note = msg('note.noTime');
    expect(joinSentences([])).toBeUndefined();
    expect(joinSentences(['', note])).toBe(note);
    const both = joinSentences([note, msg('note.noTime'), msg('note.silentClient'), 'As it is.']);
    expect(toEnglish(both ?? '')).toBe(
      'There was no time left. Check this one alone. The test client did not answer. As it is.',
    );
  });
});
