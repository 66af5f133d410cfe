import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { cliBundle } from '../machines/sandbox';

/** Runs a helper that must refuse to start because of its options, before it touches anything. */
function startWith(...options: readonly string[]) {
  const args = [cliBundle, 'helper', ...options];
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  return { status, stderr };
}

const notNumbers = ['-1', '0x10', '1e3', '1.5', '01', ' 1', '', 'root', '9999999999'];

// 4294967295 is (uid_t) -1, with which chown(2) changes nothing: the socket would stay root's.
it.each([...notNumbers, '4294967295'])('refuses the owner "%s"', (owner) => {
  const { status, stderr } = startWith(`--owner=${owner}`);
  expect(status).toBe(2);
  expect(stderr).toContain(`--owner takes a whole number from 0 to 4294967294, not "${owner}"`);
});

it.each([...notNumbers, '1000000'])('refuses the idle limit "%s"', (limit) => {
  const { status, stderr } = startWith(`--idle-limit=${limit}`);
  expect(status).toBe(2);
  expect(stderr).toContain(`--idle-limit takes a whole number from 0 to 999999, not "${limit}"`);
});

it('refuses the socket of an engine that no path can be', () => {
  const { status, stderr } = startWith('--docker-socket', 'x'.repeat(200));
  expect(status).toBe(2);
  expect(stderr).toContain('longer than 107 bytes');
});
