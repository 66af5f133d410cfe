// @ts-check

/**
 * The layers: which folder may import what. What is not listed here is refused, `import type`
 * included; a new folder or package needs an entry before anything may import it.
 *
 * Three files use these tables: `layers-config.mjs` makes rules for dependency-cruiser from them,
 * `layers-purity.mjs` rules for ESLint, and `layers.test.ts` shows that both refuse violations.
 */

/**
 * One folder of a process, without the folders in it. `.` is the process's own folder. `name/**`
 * includes all folders below, and allows any import among them.
 *
 * @typedef {object} Folder
 * @property {string} folder
 * @property {readonly string[]} [also] roots that it may import, in addition to its process's
 * @property {readonly string[]} [only] roots that it may import, instead of its process's and of
 *   the folders above it
 */

/**
 * A process, or another part of the checkout with a job of its own.
 *
 * @typedef {object} Process
 * @property {string} root
 * @property {readonly string[]} imports roots from which each of its folders may import
 * @property {boolean} node whether it may import modules of Node
 * @property {readonly string[]} packages
 * @property {readonly (string | Folder)[]} folders every folder with code, lowest first. Each may
 *   import itself and those listed before it, so folders cannot form a circle.
 * @property {readonly string[]} [testImports] roots that its tests may import, in addition
 */

/** @type {readonly Process[]} */
export const processes = [
  {
    root: 'shared',
    imports: [],
    node: false,
    packages: ['birpc', 'zod'],
    folders: ['messages/**', 'result', 'model', 'diff', 'contract', 'rpc'],
  },
  {
    root: 'electron/native',
    imports: [],
    node: true,
    packages: ['koffi'],
    folders: ['.'],
  },
  {
    root: 'electron/transport',
    imports: ['shared', 'electron/native'],
    node: true,
    packages: [],
    folders: ['.'],
  },
  {
    root: 'electron/helper',
    imports: ['shared'],
    node: true,
    packages: ['p-limit', 'zod'],
    folders: [
      'util',
      { folder: 'system/proc', also: ['electron/native'] },
      'system',
      'system/netns',
      'system/conntrack',
      'system/ip',
      'system/iptables',
      'system/nft',
      { folder: 'plan', only: ['shared'] },
      'observe/records',
      'observe/read/parts',
      { folder: 'observe/read/containers', also: ['electron/transport'] },
      'observe/read/network',
      'observe/read/proxies',
      { folder: 'observe/read', also: ['electron/native'] },
      'observe/derive',
      'observe',
      { folder: 'state', also: ['electron/transport', 'electron/native'] },
      'apply',
      'proxy',
      'reconcile',
      'commands',
      'paths/inbound',
      'paths',
      'flows/track',
      'flows/join',
      'flows/run',
      'flows',
      'trace',
      'doctor/predict',
      'doctor',
      { folder: 'server', also: ['electron/transport', 'electron/native'] },
      'cleanup',
      'lab',
      { folder: '.', also: ['electron/transport', 'electron/native'] },
    ],
  },
  {
    root: 'electron/elevation',
    imports: ['shared', 'electron/transport', 'electron/native'],
    node: true,
    packages: ['@vscode/sudo-prompt'],
    folders: ['.'],
  },
  {
    root: 'electron/cli',
    imports: ['shared', 'electron/transport', 'electron/elevation'],
    node: true,
    packages: ['commander'],
    folders: ['.'],
  },
  {
    root: 'electron/main',
    imports: ['shared', 'electron/transport', 'electron/elevation'],
    node: true,
    packages: ['electron'],
    folders: ['.'],
  },
  {
    root: 'electron/preload',
    imports: ['shared'],
    node: false,
    packages: ['electron'],
    folders: ['.'],
  },
  {
    root: 'renderer',
    imports: ['shared'],
    node: false,
    packages: [
      '@tanstack/react-virtual',
      '@xyflow/react',
      'birpc',
      'i18next',
      'lucide-react',
      'radix-ui',
      'react',
      'react-dom',
      'react-i18next',
      'zod',
      'zustand',
    ],
    folders: [
      'client',
      'i18n/**',
      'diagram/graph',
      'store/inspect',
      'diagram/layout',
      'store',
      'diagram/elements',
      'inspector/tools',
      'diagram/overlay',
      'ui',
      'diagram/view/nodes',
      'diagram/view',
      'panels/attach',
      'panels/bridge',
      'panels/endpoint',
      'panels/publication',
      'panels/publish',
      'panels',
      'inspector/doctor',
      'inspector/flows',
      'inspector/trace',
      'inspector',
      'app/screens',
      'app',
      '.',
    ],
  },
  {
    root: 'build/setup',
    imports: [],
    node: true,
    packages: ['electron', 'yauzl'],
    folders: ['default-app', '.'],
  },
  {
    root: 'electron/test',
    imports: ['shared', 'electron/transport', 'electron/elevation', 'build/setup'],
    node: true,
    packages: ['fast-check', 'vitest'],
    folders: ['machines/hooks', 'machines', 'kernel'],
    testImports: ['electron/helper'],
  },
  {
    root: 'electron/e2e',
    imports: ['shared', 'electron/transport', 'electron/elevation', 'electron/test', 'build/setup'],
    node: true,
    packages: ['playwright-core', 'vitest'],
    folders: ['.'],
  },
  {
    root: 'build',
    imports: ['shared', 'electron/transport', 'electron/test', 'electron/e2e', 'build/setup'],
    node: true,
    packages: [
      '@vitejs/plugin-react',
      'dependency-cruiser',
      'eslint',
      'eslint-plugin-react-hooks',
      'typescript-eslint',
      'vite',
      'vitest',
    ],
    folders: ['tooling', 'vite', 'bench'],
  },
];

/**
 * Tests, and code in folders named `testing`, may import all of their own process, what it may
 * import, modules of Node, and these. Only tests may import them.
 */
export const testCode = {
  files: ['**/*.test.ts', '**/*.test.tsx', '**/testing/**'],
  imports: ['electron/test', 'build/setup', 'build/vite'],
  packages: [
    '@testing-library/dom',
    '@testing-library/react',
    '@testing-library/user-event',
    'fast-check',
    'vite',
    'vitest',
  ],
};

/** Only these files and tests may start programs. */
export const subprocess = {
  modules: ['child_process', 'cluster'],
  files: [
    'electron/helper/system/**',
    'electron/elevation/**',
    'electron/test/**',
    'electron/e2e/**',
    'build/**',
  ],
};

/**
 * Pure files take values and return values: no I/O, no clock, no state in the module. They import
 * only each other, `shared` and these packages. Every parser is pure, wherever it is.
 */
export const pure = {
  files: [
    'shared/diff/**',
    'shared/messages/**',
    'shared/model/**',
    'shared/result/**',
    'electron/helper/plan/**',
    'electron/helper/observe/records/**',
    'electron/helper/observe/derive/**',
    'electron/helper/paths/inbound/**',
    'electron/helper/flows/track/**',
    'electron/helper/flows/join/**',
    'electron/helper/trace/hops.ts',
    'electron/helper/trace/marks.ts',
    'electron/helper/trace/own-table.ts',
    'electron/helper/trace/packet-paths.ts',
    'electron/helper/trace/passes.ts',
    'electron/helper/trace/rule-book.ts',
    'electron/helper/trace/walk.ts',
    'electron/helper/doctor/predict/**',
    'electron/helper/**/parse-*.ts',
    // Records that parsers return, and what two parsers share.
    'electron/helper/system/conntrack/conntrack-entry.ts',
    'electron/helper/system/nft/trace-event.ts',
    'electron/helper/proxy/relayed-ends.ts',
    'renderer/diagram/graph/**',
    'renderer/diagram/layout/**',
    'renderer/diagram/overlay/edge-loads.ts',
    'renderer/diagram/overlay/moving-marks.ts',
    'renderer/diagram/overlay/polyline.ts',
    'renderer/diagram/overlay/trace-path.ts',
    'renderer/diagram/overlay/wire-edges.ts',
    'renderer/store/mirror.ts',
    'renderer/store/inspect/checked-paths.ts',
    'renderer/store/inspect/flow-map.ts',
    'renderer/store/inspect/flow-view.ts',
    'renderer/store/inspect/packet-outcome.ts',
    'renderer/store/inspect/trace-lanes.ts',
    'renderer/store/inspect/trace-lines.ts',
    'renderer/inspector/flows/flow-file.ts',
    'renderer/inspector/flows/flow-filter.ts',
    'renderer/inspector/flows/flow-rows.ts',
    'renderer/inspector/flows/flow-sort.ts',
    'renderer/inspector/flows/flow-words.ts',
    'renderer/panels/bridge/propose-bridge.ts',
  ],
  packages: ['zod'],
};

/** The only exceptions from these tables. `rule` is the name under which lint reports it. */
export const exceptions = {
  /** @type {readonly { readonly rule: string, readonly from: string, readonly to: string }[]} */
  imports: [],
};
