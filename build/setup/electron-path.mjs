// @ts-check
// Prints the path of the Electron executable that the set-up chose.
import { electronExecutable } from './electron-runtime.mjs';
import { checkout } from './ensure.mjs';

const path = electronExecutable(checkout);
if (path === null) {
  process.stderr.write('There is no Electron yet: run "npm run setup".\n');
  process.exit(1);
}
process.stdout.write(`${path}\n`);
