import type { ChildProcess } from 'node:child_process';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { inNamespaceForLong } from '../inside';
import { programPath } from '../programs';
import { spawnProgram } from '../spawn-program';

/** How long nft may take for its commands, and to exit, in milliseconds. */
const commandLimit = 5_000;
const endLimit = 2_000;
const errorDelay = 10;

/**
 * nft writes a history of its commands to the home folder, or to `/` without one; this gives it no
 * place to write.
 */
const sessionEnvironment = { HOME: '/dev/null' };

/** A running nft that accepts more commands. Tables with `flags owner` disappear when it ends. */
export interface NftSession {
  /**
   * @param commands each on one line
   * @param table family and name, such as `inet example`, of a table that exists then
   * @returns when all are done; COMMAND_FAILED with nft's complaint
   */
  run(commands: readonly string[], table: string): Promise<Result<void>>;
  /** Ends nft; its tables are gone when this settles. */
  close(): Promise<void>;
}

/**
 * Starts a long-running nft in a namespace. It ends with the helper, even when the helper is
 * killed.
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
  const [name, args] = inNamespaceForLong(namespacePath, 'nft', ['-i']);
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
  // It may exit before it has read everything.
  stdin.on('error', () => undefined);
  const session: NftSession = {
    async run(lines, listed) {
      const answer = untilListed(child, ended, listed);
      stdin.write(`${[...lines, `list table ${listed}`].join('\n')}\n`);
      const problem = await answer;
      return problem === null ? ok(undefined) : err(failure([name, ...args], child, problem));
    },
    close: () => end(child, ended),
  };
  const done = await session.run(commands, table);
  if (done.ok) return ok(session);
  await session.close();
  return done;
}

function failure(argv: readonly string[], { exitCode }: ChildProcess, problem: string): AppError {
  if (problem.includes('Operation not supported')) {
    return appError('UNSUPPORTED', msg('follow.oldKernel'));
  }
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', {
      command: argv.join(' '),
      reason: problem === '' ? msg('error.noReply') : problem,
    }),
    details: { argv: [...argv], exitCode, stderr: problem },
  };
}

function notInstalled() {
  return appError('UNSUPPORTED', msg('follow.noNft'), { program: 'nft' });
}

/**
 * Waits for the listing that follows the commands.
 *
 * @returns null, or the problem
 */
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
      // Complaints about earlier commands arrive by another pipe.
      setTimeout(() => {
        settle(/^Error/m.test(errors) ? errors.trim() : null);
      }, errorDelay);
    };
    const timer = setTimeout(() => {
      settle(errors);
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
