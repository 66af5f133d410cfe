import { ESLint, Linter } from 'eslint';
import { cruise, type ICruiseResult } from 'dependency-cruiser';
import extractDepcruiseOptions from 'dependency-cruiser/config-utl/extract-depcruise-options';
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import tseslint from 'typescript-eslint';
import { beforeAll, describe, expect, it } from 'vitest';
import { purity } from './layers-purity.mjs';

const checkout = join(import.meta.dirname, '../..');

/** A small tree with folders of the real one: what each file imports, all of it allowed. */
const tree: Readonly<Record<string, readonly string[]>> = {
  'shared/result/result.ts': [],
  'shared/model/address.ts': ['zod', '../result/result'],
  'electron/transport/ndjson.ts': ['node:net', '#shared/model/address'],
  'electron/helper/util/pool.ts': ['p-limit'],
  'electron/helper/system/run.ts': ['node:child_process', '../util/pool'],
  'electron/helper/system/ip/ip.ts': ['../run', './parse-links'],
  'electron/helper/system/ip/parse-links.ts': ['zod', '#shared/model/address'],
  'electron/helper/plan/plan.ts': ['#shared/model/address'],
  'electron/helper/plan/plan.test.ts': ['node:fs', 'vitest', './plan', '../doctor/examine'],
  'electron/helper/observe/derive/topology.ts': ['../../system/ip/parse-links', '../../plan/plan'],
  'electron/helper/doctor/examine.ts': ['../observe/derive/topology'],
  'electron/helper/server/server.ts': ['#transport/ndjson', '../doctor/examine'],
  'electron/main/window.ts': ['electron', '#transport/ndjson'],
  'renderer/store/store.ts': ['zustand', '#shared/model/address'],
  'renderer/panels/panel.tsx': ['react', '../store/store'],
  'renderer/app/app.tsx': ['react', '../panels/panel'],
};

/** Two files in a circle: one of them imports only a type. */
const circle = {
  'electron/helper/util/first.ts': "export { second } from './second'; export type First = 1;",
  'electron/helper/util/second.ts':
    "import type { First } from './first'; export const second: First = 1;",
};

/** Imports that lint refuses: the file, a line in it, and the rules that name it. */
const plants: readonly (readonly [what: string, file: string, line: string, ...rules: string[]])[] =
  [
    [
      'an import from observe/derive to doctor',
      'electron/helper/observe/derive/ports.ts',
      "import '../../doctor/examine';",
      'layer electron/helper/observe/derive',
      'pure',
    ],
    [
      'the import of a type from a layer above',
      'electron/helper/system/sysctl.ts',
      "import type { plan } from '../plan/plan';",
      'layer electron/helper/system',
    ],
    [
      'a type that is named by import()',
      'electron/helper/system/modules.ts',
      "export type Plan = import('../plan/plan').Plan;",
      'layer electron/helper/system',
    ],
    [
      'a circle of two folders',
      'electron/helper/util/serial.ts',
      "import '../system/run';",
      'layer electron/helper/util',
    ],
    ['node:fs in plan', 'electron/helper/plan/links.ts', "import 'node:fs';", 'pure'],
    [
      'node:fs in a parser',
      'electron/helper/system/ip/parse-routes.ts',
      "import { readFileSync } from 'node:fs';",
      'pure',
    ],
    [
      'what runs programs in a pure folder',
      'electron/helper/observe/derive/wires.ts',
      "import '../../system/run';",
      'pure',
    ],
    [
      'electron in the helper',
      'electron/helper/server/limits.ts',
      "import type { App } from 'electron';",
      'layer electron/helper/server',
    ],
    [
      'the helper in the main process',
      'electron/main/menu.ts',
      "import '../helper/util/pool';",
      'layer electron/main',
    ],
    [
      'a module of Node in the window',
      'renderer/app/files.ts',
      "import 'node:fs';",
      'layer renderer/app',
    ],
    ['electron in the window', 'renderer/app/shell.ts', "import 'electron';", 'layer renderer/app'],
    [
      'an import from the store to the panels',
      'renderer/store/selection.ts',
      "import '../panels/panel';",
      'layer renderer/store',
    ],
    [
      'child_process outside of system',
      'electron/helper/doctor/ping.ts',
      "import { spawn } from 'node:child_process';",
      'subprocess',
    ],
    [
      'a package that is in no list',
      'shared/model/names.ts',
      "import 'commander';",
      'layer shared/model',
      'pure',
    ],
    [
      'a package that is not installed',
      'shared/model/routes.ts',
      "import 'no-such-package';",
      'layer shared/model',
      'pure',
      'unresolvable',
    ],
    [
      'a file that is missing',
      'electron/helper/util/text.ts',
      "import './missing';",
      'layer electron/helper/util',
      'unresolvable',
    ],
    [
      'a folder without an entry',
      'electron/helper/extras/extra.ts',
      "import '../util/pool';",
      'unlisted folder',
    ],
    ['a test in other code', 'electron/helper/plan/steps.ts', "import './plan.test';", 'test code'],
    [
      'another process in a test',
      'electron/main/menu.test.ts',
      "import '../helper/util/pool';",
      'tests of electron/main',
    ],
  ];

describe('imports', () => {
  it('are accepted where the tables allow them', async () => {
    expect(await violations({})).toEqual([]);
  });

  describe('in a tree with violations', () => {
    let found: readonly Violation[] = [];

    beforeAll(async () => {
      const planted = plants.map(([, file, line]) => [file, line] as const);
      found = await violations({ ...circle, ...Object.fromEntries(planted) });
    });

    it.each(plants)('refuses %s', (_what, file, _line, ...rules) => {
      const broken = found.filter(({ from }) => from === file).map(({ rule }) => rule);
      expect(broken.sort()).toEqual(rules.sort());
    });

    it('refuses a circle of two files, types included', () => {
      const circles = found.filter(({ rule }) => rule === 'circle');
      expect(circles.map(({ from }) => from)).toEqual([expect.toBeOneOf(Object.keys(circle))]);
    });

    it('names nothing else', () => {
      const files = [...Object.keys(circle), ...plants.map(([, file]) => file)];
      expect(found.filter(({ from }) => !files.includes(from))).toEqual([]);
    });
  });
});

/** State, clocks and I/O in a file without imports. */
const impure = [
  'let count = 0;',
  'export let count = 0;',
  'const known = new Map<string, string>();',
  'export const known = new Set();',
  'const known = new WeakMap([[key, 1]]);',
  'const known: string[] = [];',
  'class Known { static count = 0 }',
  'const now = () => Date.now();',
  'const now = () => new Date();',
  'const now = () => performance.now();',
  'const random = () => Math.random();',
  'setTimeout(() => {}, 1);',
  'const home = process.env.HOME;',
  "const fs = () => import('node:fs');",
];

const pureCode = [
  "const names = new Set(['lo']);",
  'const at = (time: number) => new Date(time);',
  'const count = () => { let sum = 0; const seen = new Map(); sum += seen.size; return sum; };',
];

describe('pure files', () => {
  const file = 'electron/helper/plan/plan.ts';

  it.each(impure)('refuses %s', (code) => {
    expect(lint(code, file)).not.toEqual([]);
  });

  it.each(pureCode)('accepts %s', (code) => {
    expect(lint(code, file)).toEqual([]);
  });

  it('knows every parser', () => {
    expect(lint('let count = 0;', 'electron/helper/observe/read/parse-anything.ts')).not.toEqual(
      [],
    );
    expect(lint('let count = 0;', 'electron/helper/observe/read/reader.ts')).toEqual([]);
  });

  it('are checked by the configuration of lint', async () => {
    const rules = await configuredRules(file);
    const names = ['no-restricted-globals', 'no-restricted-properties', 'no-restricted-syntax'];
    for (const name of names) {
      const [, ...options] = [rules[name]].flat();
      expect(options).toEqual([purity.rules?.[name]].flat().slice(1));
    }
  });
});

describe('texts', () => {
  const raw = ["appError('BAD_REQUEST', 'Bad.');", "verbatim('Bad.');"];

  it.each(['electron/helper/plan/plan.ts', 'electron/helper/server/handlers.ts'])(
    'are messages by key in %s',
    async (file) => {
      const rules = {
        'no-restricted-syntax': (await configuredRules(file))['no-restricted-syntax'],
      };
      const verify = (code: string) => new Linter({ cwd: checkout }).verify(code, [{ rules }]);
      for (const code of raw) expect(verify(code)).toHaveLength(1);
      expect(verify("appError('BAD_REQUEST', msg('error.noBridge')); verbatim(text);")).toEqual([]);
    },
  );
});

/** The rules that lint applies to a file. */
async function configuredRules(file: string): Promise<NonNullable<Linter.Config['rules']>> {
  const eslint = new ESLint({
    cwd: checkout,
    overrideConfigFile: join(checkout, 'build/tooling/eslint.config.mjs'),
  });
  return ((await eslint.calculateConfigForFile(file)) as Linter.Config).rules ?? {};
}

interface Violation {
  readonly rule: string;
  readonly from: string;
}

/** Checks the small tree with these files added, in a folder of its own, by the rules of lint. */
async function violations(added: Readonly<Record<string, string>>): Promise<readonly Violation[]> {
  const root = await mkdtemp(join(tmpdir(), 'portolan-layers-'));
  try {
    await symlink(join(checkout, 'node_modules'), join(root, 'node_modules'));
    await copyFile(join(checkout, 'package.json'), join(root, 'package.json'));
    const files = { ...Object.fromEntries(Object.entries(tree).map(withImports)), ...added };
    for (const [file, text] of Object.entries(files)) {
      await mkdir(dirname(join(root, file)), { recursive: true });
      await writeFile(join(root, file), text);
    }
    const options = await extractDepcruiseOptions(join(import.meta.dirname, 'layers-config.mjs'));
    const folders = ['shared', 'electron', 'renderer'];
    const { output } = await cruise(folders, { ...options, validate: true, baseDir: root });
    const { summary } = output as ICruiseResult;
    return summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  } finally {
    await rm(root, { recursive: true });
  }
}

const withImports = ([file, specifiers]: readonly [string, readonly string[]]) =>
  [file, specifiers.map((specifier) => `import '${specifier}';`).join('\n')] as const;

function lint(code: string, file: string): readonly Linter.LintMessage[] {
  const typescript = { files: ['**/*.ts'], languageOptions: { parser: tseslint.parser } };
  return new Linter({ cwd: checkout }).verify(code, [typescript, purity], file);
}
