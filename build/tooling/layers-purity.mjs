// @ts-check
import { pure, testCode } from './layers.mjs';
import { rawTextsOutsideTests } from './raw-texts.mjs';

/** Globals of the browser that a forgotten declaration of a variable would silently use. */
export const misleadingGlobals = ['event', 'name'];

const message = 'A pure file has no I/O, no clock and no state in its module.';

/** Globals that do I/O, read a clock or keep state. */
const impureGlobals = [
  'Buffer',
  'caches',
  'clearInterval',
  'clearTimeout',
  'console',
  'crypto',
  'document',
  'fetch',
  'global',
  'globalThis',
  'indexedDB',
  'localStorage',
  'navigator',
  'performance',
  'process',
  'queueMicrotask',
  'requestAnimationFrame',
  'require',
  'self',
  'sessionStorage',
  'setImmediate',
  'setInterval',
  'setTimeout',
  'WebSocket',
  'Worker',
  'window',
  'XMLHttpRequest',
];

const declaration = ':matches(Program, ExportNamedDeclaration) > VariableDeclaration';
const initial = `${declaration} > VariableDeclarator >`;
/** Variables of a module that are made to change, and what reads the clock or loads a module. */
const impureSyntax = [
  `${declaration}[kind!="const"]`,
  `${initial} NewExpression[callee.name=/^(Map|Set)$/][arguments.length=0]`,
  `${initial} NewExpression[callee.name=/^Weak(Map|Set|Ref)$/]`,
  `${initial} ArrayExpression[elements.length=0]`,
  `${initial} ObjectExpression[properties.length=0]`,
  'PropertyDefinition[static=true][readonly!=true]',
  'NewExpression[callee.name="Date"][arguments.length=0]',
  'CallExpression[callee.name="Date"]',
  'ImportExpression',
  'MetaProperty[property.name="meta"]',
];

/**
 * The part of purity that imports do not show, as a block of ESLint's configuration.
 *
 * @type {import('eslint').Linter.Config}
 */
export const purity = {
  name: 'pure files',
  files: pure.files.map((glob) => (glob.endsWith('/**') ? `${glob}/*.{ts,tsx}` : glob)),
  ignores: testCode.files,
  rules: {
    'no-restricted-globals': [
      'error',
      ...misleadingGlobals,
      ...impureGlobals.map((name) => ({ name, message })),
    ],
    'no-restricted-properties': [
      'error',
      { object: 'Date', property: 'now', message },
      { object: 'Math', property: 'random', message },
    ],
    // It replaces the rule of the other blocks, so it repeats what they refuse.
    'no-restricted-syntax': [
      'error',
      ...impureSyntax.map((selector) => ({ selector, message })),
      ...rawTextsOutsideTests,
    ],
  },
};
