import type { ChildProcess } from 'node:child_process';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { say, worded } from '#shared/wording/wording';
import { inNamespaceUntilDeath } from '../netns/inside';
import { programPath } from '../programs';
import { spawnProgram } from '../spawn-program';

/** How long nft may take for its commands, and to end, in milliseconds. */
const commandLimit = 5_000;
const endLimit = 2_000;
const errorDelay = 10;

/**
 * nft writes a history of its commands to the home folder, or to `/` without one; this gives it no
 * place to write.
 */
const sessionEnvironment = { HOME: '/dev/null' };

/** An nft that waits for more commands. What it made with `flags owner` goes when it ends. */
export interface NftSession {
  /**
   * @param commands each on one line
   * @param table family and name, as `inet example`, of a table that is there then
   * @returns when all of them are done; COMMAND_FAILED with what nft said
   */
  run(commands: readonly string[], table: string): Promise<Result<void>>;
  /** Ends it; what it owned is gone when this settles. */
  close(): Promise<void>;
}

/**
 * Starts an nft of its own in a namespace that carries out commands and stays. It ends with the helper, also when that
 * is killed: its input ends then.
 *
 * @param commands as those of {@link NftSession.run}
 * @returns UNSUPPORTED without nft, or where a table cannot be owned (Linux before 5.12)
 */
export async function openNftSession(
  namespacePath: string | null,
  commands: readonly string[],
  table: string,
): Promise<Result<NftSession>> {
  if (programPath('nft') === null) return err(notInstalled());
  const [name, args] = inNamespaceUntilDeath(namespacePath, 'nft', ['-i']);
  const child = spawnProgram(name, args, {
    env: sessionEnvironment,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const stdin = child?.stdin ?? null;
  if (child === null || stdin === null) return err(notInstalled());
  const ended = new Promise<void>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => {
      resolve();
    });
  });
  // It may end before it has read everything.
  stdin.on('error', () => undefined);
  const session: NftSession = {
    async run(lines, listed) {
      const answer = untilListed(child, ended, listed);
      stdin.write(`${[...lines, `list table ${listed}`].join('\n')}\n`);
      const problem = await answer;
      return problem === null ? ok(undefined) : err(failure(child, problem));
    },
    close: () => end(child, ended),
  };
  const done = await session.run(commands, table);
  if (done.ok) return ok(session);
  await session.close();
  return done;
}

function failure(child: ChildProcess, problem: string): AppError {
  const argv = child.spawnargs;
  if (problem.includes('Operation not supported')) {
    return appError('UNSUPPORTED', say('follow.oldKernel'));
  }
  return {
    code: 'COMMAND_FAILED',
    ...worded({
      message: say('error.commandFailed', { command: argv.join(' '), reason: problem }),
    }),
    details: { argv: [...argv], exitCode: child.exitCode, stderr: problem },
  };
}

function notInstalled() {
  return appError('UNSUPPORTED', say('follow.noNft'), { program: 'nft' });
}

/** Waits for the listing that follows the commands. @returns null, or what went wrong instead */
function untilListed(
  child: ChildProcess,
  ended: Promise<void>,
  table: string,
): Promise<string | null> {
  return new Promise((resolve) => {
    let [listing, errors] = ['', ''];
    const settle = (problem: string | null) => {
      clearTimeout(timer);
      child.stdout?.off('data', onListing);
      child.stderr?.off('data', onError);
      resolve(problem);
    };
    const onError = (chunk: Buffer) => {
      errors += chunk.toString();
    };
    const onListing = (chunk: Buffer) => {
      listing += chunk.toString();
      if (!listing.includes(`table ${table} {`) || !listing.endsWith('\n}\n')) return;
      // What it said of the commands before comes by another pipe.
      setTimeout(() => {
        settle(/^Error/m.test(errors) ? errors.trim() : null);
      }, errorDelay);
    };
    const timer = setTimeout(() => {
      settle(errors === '' ? 'it did not answer' : errors);
    }, commandLimit);
    child.stderr?.on('data', onError);
    child.stdout?.on('data', onListing);
    child.once('error', (error) => {
      settle(error.message);
    });
    void ended.then(() => {
      settle(errors.trim());
    });
  });
}

async function end(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => child.kill('SIGKILL'), endLimit);
  await ended;
  clearTimeout(timer);
}
