// @ts-check
import { builtinModules } from 'node:module';
import { exceptions, processes, pure, subprocess, testCode } from './layers.mjs';

/**
 * The settings of dependency-cruiser: rules made from the tables in `layers.mjs`. Paths are
 * relative to the folder in which it starts, so that a test can run it in a tree of its own.
 */

/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */
/** @typedef {import('./layers.mjs').Process} Process */
/** @typedef {import('./layers.mjs').Folder} Folder */
/** @typedef {readonly string[]} Names */

// dependency-cruiser refuses a regular expression with many repetitions, so these have few.
const anyOf = (/** @type {Names} */ names) =>
  `(?:${names.map((name) => name.replaceAll('.', '\\.')).join('|')})`;
const below = (/** @type {Names} */ roots) => (roots.length > 0 ? [`^${anyOf(roots)}/`] : []);
const packages = (/** @type {Names} */ names) => `^node_modules/${anyOf(names)}/`;
const modules = (/** @type {Names} */ names) => `^(?:node:)?${anyOf(names)}$`;

/** @type {Readonly<Record<string, string>>} */
const globParts = { '.': '\\.', '**/': '(?:|.*/)', '**': '.*', '*': '[^/]*' };
/** Turns a glob into a regular expression: `**` crosses folders, `*` does not. */
const fromGlob = (/** @type {string} */ glob) =>
  `^${glob.replace(/\*\*\/|\*\*|[*.]/g, (part) => globParts[part] ?? part)}$`;

const node = modules(builtinModules);
const tests = testCode.files.map(fromGlob);

/** @param {string} root @param {string} folder */
const nameOf = (root, folder) => (folder === '.' ? root : `${root}/${folder}`);

/**
 * The files of some folders of a process, without those of the folders in them.
 *
 * @param {string} root
 * @param {Names} folders
 */
const filesOf = (root, folders) => {
  const names = folders.map((folder) => nameOf(root, folder));
  const exact = names.filter((name) => !name.endsWith('/**'));
  const deep = names.filter((name) => name.endsWith('/**'));
  return [
    ...(exact.length > 0 ? [`^${anyOf(exact)}/[^/]+$`] : []),
    ...below(deep.map((name) => name.slice(0, -'/**'.length))),
  ];
};

const foldersOf = (/** @type {Process} */ process) =>
  process.folders.map(
    /** @returns {Folder} */
    (entry) => (typeof entry === 'string' ? { folder: entry } : entry),
  );

/**
 * @param {Process} process
 * @returns {readonly Rule[]} one rule for each of its folders
 */
function layersOf(process) {
  const { root } = process;
  const folders = foldersOf(process);
  return folders.map(({ folder, also = [], only }, index) => {
    const roots = only ?? [...process.imports, ...also];
    const lower = only === undefined ? folders.slice(0, index).map((other) => other.folder) : [];
    const files = filesOf(root, [...lower, folder]);
    const allowed = [
      ...lower.map((other) => nameOf(root, other)),
      ...roots,
      ...(process.node ? ['modules of Node'] : []),
      ...process.packages,
    ];
    return {
      name: `layer ${nameOf(root, folder)}`,
      comment: `It may import itself${allowed.map((name) => `, ${name}`).join('')}.`,
      severity: 'error',
      from: { path: filesOf(root, [folder]), pathNot: tests },
      to: {
        pathNot: [
          ...files,
          ...below(roots),
          ...(process.node ? [node] : []),
          packages(process.packages),
        ],
      },
    };
  });
}

/**
 * @param {Process} process
 * @returns {Rule}
 */
function testsOf(process) {
  const { root, imports, testImports = [] } = process;
  return {
    name: `tests of ${root}`,
    comment: 'They may import their process, what it may import, and what all tests may.',
    severity: 'error',
    from: { path: testCode.files.map((file) => fromGlob(`${root}/${file}`)) },
    to: {
      pathNot: [
        ...below([root, ...imports, ...testImports, ...testCode.imports]),
        node,
        packages([...process.packages, ...testCode.packages]),
      ],
    },
  };
}

const listed = processes.flatMap((process) =>
  filesOf(
    process.root,
    foldersOf(process).map(({ folder }) => folder),
  ),
);

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'unresolvable',
      comment: 'It leads neither to a file nor to an installed package.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'circle',
      comment: 'Files import each other in a circle.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'unlisted folder',
      comment: 'The folder has no entry in build/tooling/layers.mjs.',
      severity: 'error',
      from: { pathNot: ['^node_modules/', ...listed, ...tests] },
      to: {},
    },
    {
      name: 'test code',
      comment: 'Only tests may import it.',
      severity: 'error',
      from: { pathNot: tests },
      to: { path: tests },
    },
    {
      name: 'subprocess',
      comment: `Only tests and these may start programs: ${subprocess.files.join(', ')}.`,
      severity: 'error',
      from: { pathNot: [...subprocess.files.map(fromGlob), ...tests] },
      to: { path: modules(subprocess.modules) },
    },
    {
      name: 'pure',
      comment: `It may import other pure files, shared, ${pure.packages.join(', ')}.`,
      severity: 'error',
      from: { path: pure.files.map(fromGlob), pathNot: tests },
      to: {
        pathNot: [...below(['shared']), ...pure.files.map(fromGlob), packages(pure.packages)],
      },
    },
    ...processes.flatMap((process) => [...layersOf(process), testsOf(process)]),
  ],
  options: {
    // Imports of types count, in JSDoc comments, too.
    tsPreCompilationDeps: true,
    detectJSDocImports: true,
    doNotFollow: { path: '^node_modules/' },
    exclude: { path: '/fixtures/' },
    // A package is known by its folder in node_modules, also where that is a link.
    preserveSymlinks: true,
    knownViolations: exceptions.imports.map(({ rule, from, to }) => {
      const known = /** @type {const} */ ({ from, to, rule: { name: rule, severity: 'error' } });
      return rule === 'circle'
        ? {
            ...known,
            type: 'cycle',
            cycle: [to, from].map((name) => ({ name, dependencyTypes: [] })),
          }
        : { ...known, type: 'dependency' };
    }),
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.mjs', '.cjs', '.js', '.d.ts'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
    },
  },
};
