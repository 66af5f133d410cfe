import { expect, it } from 'vitest';
import { follow, type Follower } from './follow';

/** Follows a shell until it ends by itself. */
function linesOf(script: string) {
  const lines: string[] = [];
  const complaints: string[] = [];
  return new Promise<{ lines: string[]; complaints: string[] }>((resolve) => {
    const follower: Follower = follow(
      'setpriv',
      ['--', 'sh', '-c', script],
      (line) => lines.push(line),
      () => {
        follower.stop();
        resolve({ lines, complaints });
      },
      (line) => complaints.push(line),
    );
  });
}

it('drops a line that is too long, complains about it, and reads on', async () => {
  const { lines, complaints } = await linesOf(
    'echo one; head -c 100000000 /dev/zero; echo; echo two; echo lost >&2',
  );
  expect(lines).toEqual(['one', 'two']);
  expect([...complaints].sort()).toEqual(['A line is too long.', 'lost']);
});

it('ends with the program, although a process of it keeps the output open', async () => {
  expect((await linesOf('echo one; sleep 30 & exit 0')).lines).toEqual(['one']);
}, 20_000);
