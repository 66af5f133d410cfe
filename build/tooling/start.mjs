// @ts-check
// npm start [-- ARGUMENT…]: opens the app in the lab. Without a display, or with --headless as the
// first argument (npm run demo), it runs the demo instead and prints the result.
import { electronExecutable } from '../setup/electron-runtime.mjs';
import { checkout, ensureSetup } from '../setup/ensure.mjs';
import { ensureBuilt } from './build.mjs';
import { run } from './run.mjs';

const [first, ...rest] = process.argv.slice(2);
const forced = first === '--headless';
const args = forced || first === undefined ? rest : [first, ...rest];
const hasDisplay = Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);

await ensureSetup('start');
await ensureBuilt();
process.exit(forced || !hasDisplay ? await demo() : await app());

/** Chromium refuses to start as root unless its sandbox is switched off. */
function app() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const electron = electronExecutable(checkout) ?? 'electron';
  return run(electron, [...sandbox, checkout, '--world=lab', ...args], { cwd: checkout });
}

function demo() {
  const script = ['--import', 'tsx', 'build/tooling/demo.ts', ...args];
  return run(process.execPath, script, { cwd: checkout });
}
