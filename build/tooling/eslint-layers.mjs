// @ts-check
import { builtinModules } from 'node:module';

/**
 * Which layer may import what, as lint rules. The compiler checks the same from the other side: each layer's
 * tsconfig.json names the layers that it refers to, and the types that it knows.
 */

const node = builtinModules.flatMap((name) => [name, `node:${name}`]);
const subprocess = ['child_process', 'node:child_process', 'cluster', 'node:cluster'];
const tests = ['**/*.test.ts', '**/*.test.tsx'];
const code = (/** @type {string} */ folder) => [`${folder}/**/*.ts`, `${folder}/**/*.tsx`];

/**
 * @typedef {object} Layer
 * @property {string} name
 * @property {readonly string[]} files
 * @property {readonly string[]} [except]
 * @property {readonly string[]} [modules] names of modules that it must not import
 * @property {readonly string[]} [paths] regular expressions of specifiers that it must not import
 */

const parentOf = {
  renderer: '(^|/)renderer/',
  helper: '(^|/)helper/',
  cli: '(^|/)cli/',
  main: '^\\.\\./(\\.\\./)*main/',
  preload: '(^|/)preload/',
  elevation: '^#elevation/|(^|/)elevation/',
  transport: '^#transport/|(^|/)transport/',
  shared: '(^|\\.\\./)shared/',
  build: '(^|/)build/',
};
const libraries = {
  any: '^[a-z@]',
  electron: '^electron($|/)',
  react: '^(react|react-dom|react-i18next|@xyflow|radix-ui|zustand|lucide-react|i18next)($|/)',
  notZod: '^(?!zod$)[a-z@]',
  notShared: '^(?!(zod|birpc)$)[a-z@]',
};

/** @type {readonly Layer[]} */
const layers = [
  {
    name: 'shared imports shared, zod and birpc',
    files: code('shared'),
    except: tests,
    modules: node,
    paths: [libraries.notShared, '^#(transport|elevation)/', '(^|/)(electron|renderer|build)/'],
  },
  {
    name: 'transport imports shared, node and its libraries',
    files: code('electron/transport'),
    modules: subprocess,
    paths: [
      libraries.electron,
      libraries.react,
      parentOf.helper,
      parentOf.cli,
      parentOf.main,
      parentOf.elevation,
      parentOf.renderer,
    ],
  },
  {
    name: 'the helper imports shared, transport, node and its libraries',
    files: code('electron/helper'),
    except: tests,
    modules: subprocess,
    paths: [
      libraries.electron,
      libraries.react,
      parentOf.cli,
      parentOf.main,
      parentOf.preload,
      parentOf.elevation,
      parentOf.renderer,
      parentOf.build,
    ],
  },
  {
    name: 'only helper/system runs programs',
    files: code('electron/helper/system'),
    paths: [libraries.electron, libraries.react, parentOf.elevation, parentOf.renderer],
  },
  {
    name: 'plan is pure: shared only',
    files: code('electron/helper/plan'),
    except: tests,
    modules: node,
    paths: [libraries.any, '^#(transport|elevation)/', '\\.\\./(?!shared)[a-z]+/'],
  },
  {
    name: 'parsers are pure: shared only',
    files: ['electron/helper/**/parse-*.ts', 'electron/helper/**/*-parser.ts'],
    except: tests,
    modules: node,
    paths: [libraries.notZod, '^#(transport|elevation)/'],
  },
  {
    name: 'elevation imports shared, transport and node',
    files: code('electron/elevation'),
    paths: [
      libraries.electron,
      libraries.react,
      parentOf.helper,
      parentOf.cli,
      parentOf.main,
      parentOf.renderer,
    ],
  },
  {
    name: 'the command line imports shared, transport, elevation and node',
    files: code('electron/cli'),
    except: tests,
    modules: subprocess,
    paths: [
      libraries.electron,
      libraries.react,
      parentOf.helper,
      parentOf.main,
      parentOf.renderer,
      parentOf.build,
    ],
  },
  {
    name: 'main imports shared, transport, elevation, electron and node',
    files: code('electron/main'),
    except: tests,
    modules: subprocess,
    paths: [
      libraries.react,
      parentOf.helper,
      parentOf.cli,
      parentOf.renderer,
      parentOf.preload,
      parentOf.build,
    ],
  },
  {
    name: 'preload imports shared and electron',
    files: code('electron/preload'),
    modules: node,
    paths: [
      libraries.react,
      parentOf.transport,
      parentOf.helper,
      parentOf.cli,
      parentOf.main,
      parentOf.elevation,
      parentOf.renderer,
      parentOf.build,
    ],
  },
  {
    name: 'the window imports shared and its UI libraries, never node or electron',
    files: code('renderer'),
    except: tests,
    modules: node,
    paths: [libraries.electron, '^#elevation/', '(^|/)electron/(?!transport)', parentOf.build],
  },
  {
    name: 'graph and layout are pure: shared only',
    files: [...code('renderer/diagram/graph'), ...code('renderer/diagram/layout')],
    except: tests,
    modules: node,
    paths: ['^(?!@xyflow/system$|elkjs)[a-z@]', '^#(transport|elevation)/'],
  },
];

export const layerRules = layers.map((layer) => ({
  name: layer.name,
  files: [...layer.files],
  ignores: [...(layer.except ?? [])],
  rules: {
    '@typescript-eslint/no-restricted-imports': /** @type {['error', object]} */ ([
      'error',
      {
        paths: (layer.modules ?? []).map((name) => ({ name, message: `${layer.name}.` })),
        patterns: (layer.paths ?? []).map((regex) => ({ regex, message: `${layer.name}.` })),
      },
    ]),
  },
}));
