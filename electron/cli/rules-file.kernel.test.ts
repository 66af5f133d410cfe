import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { printIptablesSave, readIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { chooseIptables, hasAlternatives } from '../test/machines/alternatives';
import { kernelRule } from '../test/machines/generated-rules';
import { legacyMissing } from '../test/machines/legacy';
import { sharedMachineTest } from '../test/machines/machine-test';
import { cliBundle, Sandbox } from '../test/machines/sandbox';
import { toEnglish } from '#shared/messages/message';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-rules-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Answer {
  readonly code: number;
  readonly ok: boolean;
  readonly value: { readonly tables: readonly Table[] };
  readonly error: { readonly code: string; readonly message: string };
}

/** Runs `portolan rules --from FILE --json`, without any helper. */
function rulesFrom(path: string, input = ''): Promise<Answer> {
  return new Promise((resolve) => {
    const args = [cliBundle, 'rules', '--from', path, '--json', '--socket', '/nonexistent'];
    const options = { maxBuffer: 256 * 1024 * 1024 };
    const child = execFile(process.execPath, args, options, (error, stdout) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, ...(JSON.parse(stdout) as Omit<Answer, 'code'>) });
    });
    child.stdin?.end(input);
  });
}

const withoutComments = (text: string) => text.replaceAll(/^#.*\n/gm, '');

/** Rules that people and programs write, by what iptables takes on its command line. */
const written = {
  ipv4: `
    -t nat -A PREROUTING -m addrtype --dst-type LOCAL -j USER
    -t nat -A USER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80
    -t nat -A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE
    -t nat -A OUTPUT ! -d 127.0.0.0/8 -p udp -m multiport --dports 53,123,1000:2000 -j REDIRECT --to-ports 5353
    -t mangle -A PREROUTING -m conntrack ! --ctstate RELATED,ESTABLISHED -j CONNMARK --set-xmark 0x7/0xff
    -t raw -A PREROUTING -m u32 --u32 0>>22&0x3C@4=0x29 -j NOTRACK
    -A FORWARD -m iprange --src-range 10.0.0.1-10.0.0.9 -m limit --limit 5/min --limit-burst 7 -j NFQUEUE --queue-num 3
    -A INPUT -p icmp -m icmp --icmp-type 8 -g USER
    -A INPUT -p tcp --tcp-flags SYN,RST,ACK SYN -m string --string GET --algo bm -j REJECT --reject-with tcp-reset
    -A OUTPUT -m owner ! --uid-owner 0-99 -m comment --comment portolan:x -j LOG --log-prefix -j`,
  ipv6: `
    -t nat -A PREROUTING -d 2001:db8::1/128 -p tcp -m tcp --dport 80 -j DNAT --to-destination [fd00::2]:8000
    -t nat -A POSTROUTING -s fd00::/64 ! -o br0 -j MASQUERADE
    -A INPUT -p ipv6-icmp -m icmp6 ! --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT
    -A INPUT -m rt --rt-type 0 -j DROP
    -A FORWARD -s fe80::/10 -m comment --comment -A -g USER`,
} as const;

const cases = (['nft', 'legacy'] as const).flatMap((implementation) =>
  (['ipv4', 'ipv6'] as const).map((family) => ({ implementation, family })),
);

describe.each(cases)('rules of $implementation $family', ({ implementation, family }) => {
  const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const missing = implementation === 'legacy' ? legacyMissing : null;

  const it = sharedMachineTest(async (closeAtEnd) => {
    const machine = closeAtEnd(await Sandbox.open());
    if (hasAlternatives) await chooseIptables(machine, implementation);
    for (const table of ['nat', 'filter']) await machine.commands(`${program} -t ${table} -N USER`);
    await machine.commands(`${program} -N USER-CHAIN`);
    return { machine };
  });

  const save = async (machine: Sandbox) =>
    withoutComments((await machine.run([`${program}-save`, '-c'])).stdout);
  const restore = async (machine: Sandbox, text: string) => {
    const { code, stderr } = await machine.run([`${program}-restore`, '-c'], { input: text });
    expect([code, stderr]).toEqual([0, '']);
  };

  it.skipIf(missing !== null)(
    'are read from a file, and the same when they are restored from what was read',
    async ({ machine }) => {
      const skipped: string[] = [];
      for (const line of written[family].trim().split('\n')) {
        const { code } = await machine.run([program, '-w', ...line.trim().split(' ')]);
        if (code !== 0) skipped.push(line.trim());
      }
      // A kernel may lack a module or two, not most of them.
      expect(skipped.length).toBeLessThan(4);
      await machine.run([
        program,
        '-A',
        'INPUT',
        '-m',
        'comment',
        '--comment',
        `it's "\\ two\nlines`,
      ]);
      const saved = await machine.run([`${program}-save`, '-c']);
      const path = join(folder, `${implementation}-${family}`);
      await writeFile(path, saved.stdout);
      const { code, value } = await rulesFrom(path);
      expect(code).toBe(0);
      expect(value.tables.every((table) => table.family === family)).toBe(true);
      const printedText = printIptablesSave(value.tables);
      expect(printedText).toBe(withoutComments(saved.stdout));
      expect(await rulesFrom('-', saved.stdout)).toEqual({ code, ok: true, value });

      // iptables-restore itself cannot read a comment of two lines.
      await restore(machine, printedText.replace(/^.*it\\'s[^]*?lines".*\n/m, ''));
      const again = await save(machine);
      expect(again).toBe(withoutComments(saved.stdout).replace(/^.*it\\'s[^]*?lines".*\n/m, ''));
    },
  );

  it.skipIf(missing !== null)('are the same whatever is in them', async ({ machine }) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(kernelRule(family), { minLength: 1, maxLength: 12 }),
        async (rules) => {
          const text = [
            '*filter',
            ':INPUT ACCEPT [0:0]',
            ':USER-CHAIN - [0:0]',
            ...rules.map((r) => r.text),
            'COMMIT',
            '',
          ];
          await restore(machine, text.join('\n'));
          const saved = await save(machine);
          const read = readIptablesSave(saved);
          if (!read.ok) throw new Error(toEnglish(read.error.message));
          const filter = read.value.find((table) => table.name === 'filter');
          const found = filter?.chains.find((chain) => chain.name === 'INPUT')?.rules ?? [];
          expect(found.map(({ text, target, comment }) => ({ text, target, comment }))).toEqual(
            rules,
          );
          await restore(machine, printIptablesSave(read.value));
          expect(await save(machine)).toBe(saved);
        },
      ),
      { numRuns: 25 },
    );
  });
});

describe('a file that holds no saved rules', () => {
  it.each([
    ['binary', Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0, 1]), 'not text'],
    ['utf-16', Buffer.from('*filter\nCOMMIT\n', 'utf16le'), 'not text'],
    ['words', 'hello\n', 'line 1: "hello" is outside of a table'],
    ['listing', '-P INPUT ACCEPT\n-A INPUT -j DROP\n', 'line 1'],
    ['cut', '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DR', 'no COMMIT'],
    ['odd', '*filter\n:INPUT ACCEPT [0:0]\nnonsense\nCOMMIT\n', 'line 3: "nonsense"'],
  ])('is refused with the reason: %s', async (name, content, reason) => {
    await writeFile(join(folder, name), content);
    expect(await rulesFrom(join(folder, name))).toMatchObject({
      code: 1,
      ok: false,
      error: { code: 'BAD_REQUEST', message: expect.stringContaining(reason) as string },
    });
  });

  it('reads a pipe of the shell, and standard input by its name', async () => {
    const script = `
      "$0" "$1" rules --from <(sleep 0.3; printf '*filter\\nCOMMIT\\n') --json
      printf '*nat\\nCOMMIT\\n' | "$0" "$1" rules --from /dev/stdin --json`;
    const lines = await new Promise<string[]>((resolve) => {
      execFile('bash', ['-c', script, process.execPath, cliBundle], (_error, stdout) => {
        resolve(stdout.trim().split('\n'));
      });
    });
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { ok: true, value: { tables: [{ name: 'filter' }] } },
      { ok: true, value: { tables: [{ name: 'nat' }] } },
    ]);
  });

  it.each([
    ['a missing file', () => join(folder, 'missing'), 'there is no such file'],
    ['a folder', () => folder, 'it is a folder'],
    ['a device without an end', () => '/dev/zero', 'it is not a regular file'],
  ])('is refused with the reason: %s', async (_what, path, reason) => {
    expect(await rulesFrom(path())).toMatchObject({
      code: 1,
      error: { code: 'BAD_REQUEST', message: expect.stringContaining(reason) as string },
    });
  });
});

it.each([
  ['nothing at all', '', []],
  [
    'Windows line ends and a byte order mark',
    '\uFEFF*filter\r\n:INPUT DROP [1:2]\r\nCOMMIT\r\n',
    ['ipv4 filter'],
  ],
  ['a table without its chains', '*mangle\n-A OUTPUT -j ACCEPT\nCOMMIT\n', ['ipv4 mangle']],
  [
    'both families behind one another, one without a header',
    '# Generated by iptables-save v1.8.9 on X\n*nat\nCOMMIT\n# Generated by ip6tables-save v1.8.9 on X\n*nat\nCOMMIT\n',
    ['ipv4 nat', 'ipv6 nat'],
  ],
  [
    'rules that only IPv6 has',
    '*filter\n-A INPUT -p ipv6-icmp -j ACCEPT\nCOMMIT\n',
    ['ipv6 filter'],
  ],
])('reads %s', async (_what, text, tables) => {
  const { code, value } = await rulesFrom('-', text);
  expect(code).toBe(0);
  expect(value.tables.map(({ family, name }) => `${family} ${name}`)).toEqual(tables);
});

it('reads a hundred thousand rules within a few seconds', async () => {
  const rule =
    '[12:720] -A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 80 -m comment --comment "a b" -j ACCEPT\n';
  const path = join(folder, 'many');
  await writeFile(path, `*filter\n:INPUT DROP [1:2]\n${rule.repeat(100_000)}COMMIT\n`);
  const start = performance.now();
  const { value } = await rulesFrom(path);
  expect(value.tables[0]?.chains[0]?.rules).toHaveLength(100_000);
  expect(performance.now() - start).toBeLessThan(20_000);
});
