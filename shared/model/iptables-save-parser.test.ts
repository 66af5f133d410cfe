import fc from 'fast-check';
import { expect, it } from 'vitest';
import { iptablesSaveParser, parseIptablesSave } from './iptables-save';

/** The result of a parser, and the number of its steps. */
function runOf(text: string) {
  const parser = iptablesSaveParser(text, 'ipv4');
  for (let steps = 0; ; steps++) {
    const step = parser.next();
    if (step.done === true) return { tables: step.value, steps };
  }
}

it('gives what is parsed in one go, in small steps', () => {
  const rules = Array.from(
    { length: 10_000 },
    (_, i) =>
      `-A INPUT -s 10.0.0.${String(i % 256)}/32 -m comment --comment "rule\n${String(i)}" -j DROP`,
  );
  const text = `*filter\n:INPUT ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`;
  const { tables, steps } = runOf(text);
  expect(tables).toEqual(parseIptablesSave(text));
  expect(tables[0]?.chains[0]?.rules).toHaveLength(10_000);
  expect(steps).toBeGreaterThan(100);
});

it('gives the same for any text', () => {
  const line = fc.oneof(
    fc.constantFrom('*filter', ':INPUT ACCEPT [0:0]', '-A INPUT -j DROP', 'COMMIT', '# x', '"'),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 300 }), (lines) => {
      const text = lines.join('\n');
      expect(runOf(text).tables).toEqual(parseIptablesSave(text));
    }),
  );
});
