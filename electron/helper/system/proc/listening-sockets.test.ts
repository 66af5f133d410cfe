import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readListeningSockets } from './listening-sockets';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-'));
});
afterEach(() => rm(folder, { recursive: true }));

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (index: number, state: string) =>
  `${String(index).padStart(4)}: 0100007F:${(8000 + index).toString(16)} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 ${String(20_000 + index)} 1 0000000000000000 100 0 0 10 0`.padEnd(
    149,
  );

async function read(states: readonly string[]): Promise<string[]> {
  const path = join(folder, 'tcp');
  await writeFile(path, [head, ...states.map((state, i) => line(i, state)), ''].join('\n'));
  return (await readListeningSockets(path)).trimEnd().split('\n');
}

it('reads all listening sockets, and nothing of the connections behind them', async () => {
  const listening = Array<string>(500).fill('0A');
  expect(await read([...listening, ...Array<string>(5_000).fill('01')])).toHaveLength(501);
});

it('reads all of them when there is no connection', async () => {
  expect(await read(Array<string>(500).fill('0A'))).toHaveLength(501);
});

it('reads the head alone when nothing listens', async () => {
  expect(await read(['06', '06'])).toEqual([head]);
});
