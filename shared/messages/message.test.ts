import { describe, expect, it } from 'vitest';
import { fill, placeholdersOf } from './template';
import { toEnglish, isKnown, msg, textOf, together, worded, messageSchema } from './message';

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

describe('a wording', () => {
  it('is said in English, with words in the places of others', () => {
    expect(toEnglish(held)).toMatch(/^nginx \(process 5\) on this computer has the port 80 itself/);
    expect(toEnglish('as it is')).toBe('as it is');
  });

  it('stays the same over JSON', () => {
    expect(messageSchema.parse(JSON.parse(JSON.stringify(held)))).toEqual(held);
    expect(messageSchema.safeParse({ key: 'why.noWay', values: { address: [] } }).success).toBe(
      false,
    );
  });

  it('is known when its sentence, its values and their words are', () => {
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

describe('a record', () => {
  it('carries its texts in English, and the wordings of those that have one', () => {
    const record = worded({ where: 'nat PREROUTING', explanation: held });
    expect(record).toEqual({
      where: 'nat PREROUTING',
      explanation: toEnglish(held),
      wordings: { explanation: held },
    });
    expect(textOf(record, 'where')).toBe('nat PREROUTING');
    expect(textOf(record, 'explanation')).toBe(held);
    expect(worded({ where: 'nat' })).toEqual({ where: 'nat' });
  });
});

describe('sentences together', () => {
  it('are each said once, and nothing when there is none', () => {
    const note = msg('note.noTime');
    expect(together([])).toBeUndefined();
    expect(together(['', note])).toBe(note);
    const both = together([note, msg('note.noTime'), msg('note.silentClient'), 'As it is.']);
    expect(both === undefined ? '' : toEnglish(both)).toBe(
      'There was no time left. Ask for this one alone. The test client did not answer. As it is.',
    );
  });
});
