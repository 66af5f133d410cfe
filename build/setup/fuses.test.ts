import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setFuses } from './fuses.mjs';

const sentinel = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const wanted = { nodeCliInspect: true, browserSnapshot: false };

let folder: string;
let executable: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'portolan-fuses-'));
  executable = join(folder, 'electron');
});
afterEach(() => rm(folder, { recursive: true }));

describe('setFuses', () => {
  it('changes the wanted fuses and nothing else', async () => {
    await writeFile(executable, `ELF…${sentinel}\x01\x0810100011\0rest`);
    await setFuses(executable, wanted);
    expect(await readFile(executable, 'utf8')).toBe(`ELF…${sentinel}\x01\x0810110001\0rest`);
  });

  it('leaves an executable with the wanted state as it is', async () => {
    const content = `${sentinel}\x01\x0810110001`;
    await writeFile(executable, content);
    await setFuses(executable, wanted);
    expect(await readFile(executable, 'utf8')).toBe(content);
  });

  it.each([
    ['no wire', 'ELF'],
    ['another version', `${sentinel}\x02\x0810100011`],
    ['too few fuses', `${sentinel}\x01\x0610100011`],
    ['a removed fuse', `${sentinel}\x01\x08101r0011`],
    ['two wires', `${sentinel}\x01\x0810100011${sentinel}\x01\x0810100011`],
  ])('refuses an executable with %s', async (_, content) => {
    await writeFile(executable, content);
    await expect(setFuses(executable, wanted)).rejects.toThrow();
    expect(await readFile(executable, 'utf8')).toBe(content);
  });
});
