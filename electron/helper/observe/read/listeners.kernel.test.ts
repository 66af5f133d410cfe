import { expect } from 'vitest';
import { machineTest } from '../../../test/machines/machine-test';
import { Sandbox } from '../../../test/machines/sandbox';
import { ListenerReader } from './listeners';
import { namespaceInode, readNamespaceProcesses } from '../../system/proc/processes';

const it = machineTest.extend('machine', async ({ closeAtEnd }) =>
  closeAtEnd(await Sandbox.open()),
);

it('names the holder of a socket also when it was not among the processes at first', async ({
  machine,
}) => {
  const server = `require('net').createServer().listen(8000, () => console.log('up'))`;
  await machine.startReady([process.execPath, '-e', server]);
  const pid = Number(machine.outsidePath('').split('/')[2]);
  const namespace = (await namespaceInode(pid)) ?? 0;
  const all = (await readNamespaceProcesses()).get(namespace) ?? [];
  const reader = new ListenerReader();
  const read = async (pids: readonly number[]) => {
    reader.begin();
    return reader.read({ namespace, pid, pids });
  };

  const nameless = await read([pid]);
  const uid = process.getuid?.();
  expect(nameless).toEqual([{ protocol: 'tcp', address: '::', port: 8000, uid }]);
  expect(await read([pid])).toBe(nameless);
  // An unrelated process comes and goes.
  expect(await read([pid, process.pid])).toBe(nameless);
  const named = await read(all);
  expect(named).toMatchObject([{ port: 8000, process: 'node', pid: expect.any(Number) as number }]);
  expect(await read(all)).toBe(named);
  expect(await read([...all, process.pid])).toBe(named);
});
