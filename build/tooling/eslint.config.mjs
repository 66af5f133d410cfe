// @ts-check
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { join } from 'node:path';
import { misleadingGlobals, purity } from './layers-purity.mjs';
import { rawTexts, rawTextsOutsideTests } from './raw-texts.mjs';

const root = join(import.meta.dirname, '../..');

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', '**/fixtures/**', 'build/setup/default-app/**'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          'shared',
          'electron/native',
          'electron/transport',
          'electron/helper',
          'electron/elevation',
          'electron/cli',
          'electron/main',
          'electron/preload',
          'electron/test',
          'electron/e2e',
          'renderer',
          'build',
          'build/setup',
          'build/tooling/tsconfig.tests.json',
        ].map((path) => (path.endsWith('.json') ? path : `${path}/tsconfig.json`)),
        tsconfigRootDir: root,
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-restricted-globals': ['error', ...misleadingGlobals],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // A type alias reads the same for a union and a record.
      '@typescript-eslint/consistent-type-definitions': 'off',
      // The compiler's noPropertyAccessFromIndexSignature decides.
      '@typescript-eslint/dot-notation': 'off',
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    rules: { 'no-restricted-syntax': ['error', ...rawTexts] },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    ignores: ['**/*.test.ts', '**/*.test.tsx', 'renderer/testing/**'],
    rules: { 'no-restricted-syntax': ['error', ...rawTextsOutsideTests] },
  },
  {
    // It makes all texts visible; nothing else may print.
    files: ['electron/cli/**/*.ts'],
    ignores: ['electron/cli/output.ts', '**/*.test.ts'],
    rules: {
      'no-console': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'stdout' },
        { object: 'process', property: 'stderr' },
      ],
    },
  },
  {
    files: ['renderer/**/*.ts', 'renderer/**/*.tsx'],
    extends: [reactHooks.configs.flat['recommended-latest'] ?? {}],
    rules: {
      // A store's actions are closures that components take out of it one by one.
      '@typescript-eslint/unbound-method': 'off',
      // It speaks to React Compiler, which the build does not use.
      'react-hooks/incompatible-library': 'off',
    },
  },
  {
    files: ['**/*.test.ts', '**/*.test.tsx'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  purity,
);
