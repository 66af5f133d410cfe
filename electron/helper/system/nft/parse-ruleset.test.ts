import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseRuleset } from './parse-ruleset';

/** A listing with a table that has texts of others in it. */
const listing = (text: string) => `table inet mine { # handle 1
\tcomment "${text}"
\tchain input { # handle 1
\t\tcomment "${text}"
\t\ttype filter hook input priority 0; policy accept;
\t\tiifname "q"q" counter packets 0 bytes 0 accept # handle 2
\t\ttcp dport 80 drop comment "${text}" # handle 3
\t\tlog prefix "${text}" drop # handle 4
\t}

\tchain next { # handle 5
\t\tip saddr { 10.0.0.1,
\t\t\t   10.0.0.2 } return # handle 6
\t}
}
`;

const shapeOf = (text: string) =>
  parseRuleset(text).map(({ name, chains }) => [
    name,
    chains.map((chain) => [chain.name, chain.hook, chain.rules.map(({ handle }) => handle)]),
  ]);

const shape = [
  [
    'mine',
    [
      ['input', 'input', [2, 3, 4]],
      ['next', undefined, [6]],
    ],
  ],
];

it.each([
  'two words',
  'x # handle 9',
  'x\n\t}\n}\ntable ip nat {\n\tchain PORTOLAN-DNAT {',
  '\n# handle 9',
  'a\rb\u2028c',
])('keeps to the structure of a listing with the text %j', (text) => {
  expect(shapeOf(listing(text))).toEqual(shape);
});

it('keeps to it whatever a text contains, and reads any text without a failure', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).map((one) => one.replaceAll('"', ''));
  const parts = fc.constantFrom(
    '\n',
    '\t',
    '}',
    'chain x {',
    '# handle 9',
    'comment ',
    'table ip x {',
  );
  const hostile = fc.array(parts, { maxLength: 8 }).map((all) => all.join(''));
  fc.assert(
    fc.property(fc.oneof(text, hostile), (one) => {
      expect(shapeOf(listing(one))).toEqual(shape);
      parseRuleset(listing('').replaceAll('"', one));
    }),
  );
});
