import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startNode, type NodeProgram } from './node-program';

let folder: string;
let program: NodeProgram | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-program-'));
});
afterEach(async () => {
  program?.stop();
  await rm(folder, { recursive: true });
});

/** Starts a program in the network namespace of this process. */
async function start(code: string): Promise<NodeProgram> {
  const script = join(folder, 'program.js');
  await writeFile(script, code);
  const started = startNode({ kind: 'namespace', path: '/proc/self/ns/net' }, script, []);
  if (!started.ok) throw new Error('it did not start');
  return (program = started.value);
}

// nsenter(1) needs the right to enter even the namespace that it is in.
describe.skipIf(process.getuid?.() !== 0)('startNode', () => {
  it('exchanges lines', async () => {
    const echo = await start(`process.stdin.on('data', (bytes) => process.stdout.write(bytes));`);
    echo.send({ a: 1 });
    expect(await echo.next(20_000)).toBe('{"a":1}');
  });

  it.each([
    ['a line without end', `'x'.repeat(1024 * 1024)`],
    ['more lines than are read', `'x\\n'.repeat(1024)`],
  ])('ends a program that prints %s', async (_what, chunk) => {
    const flood = await start(`
      const chunk = ${chunk};
      const pour = () => { while (process.stdout.write(chunk)); };
      process.stdout.on('drain', pour);
      pour();`);
    const before = process.memoryUsage().rss;
    let line: string | null = '';
    for (let i = 0; i < 5_000 && line !== null; i++) {
      // Nothing is read until the program was ended.
      await expect.poll(() => isAlive(flood.pid), { timeout: 20_000 }).toBe(false);
      line = await flood.next(20_000);
    }
    expect(line).toBeNull();
    expect(process.memoryUsage().rss - before).toBeLessThan(128 * 1024 * 1024);
  });
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
