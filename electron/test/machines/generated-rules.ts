import fc from 'fast-check';

/** A rule as `iptables-save` prints it, with what a reader must find in it. */
export interface GeneratedRule {
  readonly text: string;
  readonly target: string | undefined;
  readonly comment: string | undefined;
}

/** Prints a free text as iptables does (libxtables, `xtables_save_string`). */
export function printed(text: string): string {
  return /^[A-Za-z0-9_-]+$/.test(text) ? text : `"${text.replaceAll(/["\\']/g, '\\$&')}"`;
}

/** Characters that mean something to a shell, to iptables-restore, or to a careless reader. */
const hostile = Array.from('ab7 -_"\\\'!:[]#*$`|;&<>{}é');

/**
 * What people and programs write into comments and log prefixes, and what is written to confuse.
 */
export const freeText = (bytes: number): fc.Arbitrary<string> =>
  fc
    .oneof(
      fc.constantFrom(
        'plain',
        'two words',
        '-j',
        '--comment',
        '! -s',
        'COMMIT',
        '*filter',
        ':INPUT',
        '#',
        '"',
        '\\',
        "it's",
        'port 80 → web',
        '[1:2] -A INPUT',
        'a\tb',
        ' ',
      ),
      fc.string({ unit: fc.constantFrom(...hostile), maxLength: 40 }),
    )
    .filter((text) => Buffer.byteLength(text) <= bytes && text !== '');

const negated = (option: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.tuple(fc.boolean(), option).map(([not, text]) => (not ? `! ${text}` : text));

const byte = fc.integer({ min: 1, max: 254 });
const port = fc.integer({ min: 1, max: 65_535 });
const address = {
  ipv4: fc.tuple(byte, byte).map(([a, b]) => `10.${String(a)}.${String(b)}.0/24`),
  ipv6: byte.map((a) => `2001:db8:${a.toString(16)}::/64`),
};
const name = fc.constantFrom('eth0', 'br-0123456789ab', 'docker0', 'wg+', 'v-1.2');

/**
 * The parts of rules that every kernel of the last ten years takes, in the order in which iptables
 * prints them.
 */
const known = (family: 'ipv4' | 'ipv6') => ({
  source: negated(address[family].map((text) => `-s ${text}`)),
  destination: negated(address[family].map((text) => `-d ${text}`)),
  input: negated(name.map((text) => `-i ${text}`)),
  tcp: fc
    .tuple(negated(port.map((one) => `--dport ${String(one)}`)))
    .map(([dport]) => `-p tcp -m tcp ${dport}`),
  state: fc.constantFrom('NEW', 'RELATED,ESTABLISHED').map((s) => `-m conntrack --ctstate ${s}`),
  mark: negated(fc.constant('--mark 0x1/0xff')).map((text) => `-m mark ${text}`),
});

const targets: fc.Arbitrary<readonly [text: string, target: string | undefined]> = fc.oneof(
  fc.constantFrom('ACCEPT', 'DROP', 'RETURN').map((one) => [`-j ${one}`, one] as const),
  fc.constant(['-j USER-CHAIN', 'USER-CHAIN'] as const),
  fc.constant(['-g USER-CHAIN', 'USER-CHAIN'] as const),
  freeText(28).map((prefix) => [`-j LOG --log-prefix ${printed(prefix)}`, 'LOG'] as const),
  fc.constant(['', undefined] as const),
);

const assembled = (
  parts: fc.Arbitrary<readonly (string | null)[]>,
  ends: typeof targets,
): fc.Arbitrary<GeneratedRule> =>
  fc
    .tuple(parts, fc.option(freeText(255), { nil: undefined }), ends)
    .map(([matches, comment, [end, target]]) => {
      const said = comment === undefined ? [] : [`-m comment --comment ${printed(comment)}`];
      const words = ['-A INPUT', ...matches.filter((part) => part !== null), ...said, end];
      return { text: words.filter((word) => word !== '').join(' '), target, comment };
    });

/**
 * A rule of the filter table's INPUT chain that a real iptables takes, and prints as it is here.
 */
export function kernelRule(family: 'ipv4' | 'ipv6'): fc.Arbitrary<GeneratedRule> {
  const { source, destination, input, tcp, state, mark } = known(family);
  const maybe = (part: fc.Arbitrary<string>) => fc.option(part);
  const parts = fc.tuple(
    ...[source, destination, input, tcp, state, mark].map((part) => maybe(part)),
  );
  return assembled(parts, targets);
}

/** A rule with unknown matches and targets, and free text wherever it is allowed. */
export const strangeRule: fc.Arbitrary<GeneratedRule> = assembled(
  fc.array(
    fc.oneof(
      ...Object.values(known('ipv4')),
      ...Object.values(known('ipv6')),
      fc.constantFrom(
        '-m u32 --u32 "0x0>>0x16&0x3c@0x4=0x29"',
        '-m unknown77 ! --some-thing 1:2,3 --flag',
        '-m set ! --match-set "odd name" src,dst',
        '-m bpf --bytecode "4,48 0 0 9,21 0 1 6,6 0 0 1,6 0 0 0"',
      ),
      freeText(120).map((text) => `-m string --string ${printed(text)} --algo bm`),
    ),
    { maxLength: 5 },
  ),
  fc.oneof(
    targets,
    fc.constant(['-j FUTURE --option 7 ! --other', 'FUTURE'] as const),
    freeText(60).map((text) => [`-j NFLOG --nflog-prefix ${printed(text)}`, 'NFLOG'] as const),
  ),
);
