import { describe, expect, it } from 'vitest';
import { inEnglish } from '#shared/messages/english';
import { run } from './run';

/** `xargs` runs any command line, here a shell's. */
const shell = (script: string, options: Parameters<typeof run>[2] = {}) =>
  run('xargs', ['sh', '-c', script, 'sh'], options);

describe('run', () => {
  it('returns what a program prints', async () => {
    expect(await shell('echo out; echo err >&2')).toEqual({
      ok: true,
      value: { exitCode: 0, stdout: 'out\n' },
    });
  });

  it('ends a program that prints too much, and says so', async () => {
    const result = await shell('exec yes', { maxOutput: 1024 * 1024 });
    expect(inEnglish(result)).toMatchObject({
      ok: false,
      error: {
        code: 'COMMAND_FAILED',
        message: expect.stringMatching(/xargs.* failed: it printed more than 1 MiB/) as string,
      },
    });
  });

  it('takes as much as the limit exactly', async () => {
    const result = await shell('head -c 1048576 /dev/zero', { maxOutput: 1024 * 1024 });
    expect(result.ok && result.value.stdout.length).toBe(1024 * 1024);
  });

  it('keeps the beginning of endless complaints, and reads the rest', async () => {
    const result = await shell('yes | head -c 8000000 >&2; exit 7');
    if (result.ok) throw new Error('it did not fail');
    const { code, details } = result.error;
    expect(code).toBe('COMMAND_FAILED');
    const { stderr } = details as { stderr: string };
    expect(stderr.length).toBeLessThan(100_000);
    expect(stderr.startsWith('y\ny\n')).toBe(true);
  });

  it('does not wait for a process that keeps the output open', async () => {
    const result = await shell('echo out; sleep 30 & exit 0');
    expect(result).toEqual({ ok: true, value: { exitCode: 0, stdout: 'out\n' } });
  }, 20_000);

  it('ends a program that is late, although a process of it keeps the output open', async () => {
    const result = await shell('sleep 30 & sleep 30', { timeout: 200 });
    expect(result).toMatchObject({ ok: false, error: { code: 'TIMED_OUT' } });
  }, 20_000);
});
