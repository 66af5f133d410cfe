import { spawn } from 'node:child_process';
import { afterEach, expect, it, vi } from 'vitest';
import { awaitReady } from './await-ready';

afterEach(() => {
  vi.restoreAllMocks();
});

it('copies standard error of the helper without what a terminal obeys', async () => {
  let copied = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    copied += String(text);
    return true;
  });
  const script = `process.stderr.write('no \\x1b[2J\\u202e netns\\n  字\\n'); process.exitCode = 3`;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = await awaitReady(child, 60_000);
  expect(copied).toBe('no \\x1b[2J\\u202e netns\n  字\n');
  expect(ended).toEqual({ kind: 'ended', exitCode: 3, stderr: 'no \x1b[2J\u202e netns\n  字\n' });
});
