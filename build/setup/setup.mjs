// @ts-check
// npm run setup -- [--for start|test|bench] [--retry-electron]
import { parseArgs } from 'node:util';
import { ensureSetup } from './ensure.mjs';

const { values } = parseArgs({
  options: {
    for: { type: 'string', default: 'start' },
    'retry-electron': { type: 'boolean', default: false },
  },
});
const purposes = /** @type {const} */ (['start', 'test', 'bench']);
const purpose = purposes.find((one) => one === values.for);
if (purpose === undefined) {
  process.stderr.write(`setup: --for takes one of ${purposes.join(', ')}\n`);
  process.exit(2);
}
await ensureSetup(purpose, {
  retry: values['retry-electron'],
  otherNodes: purpose === 'test',
});
