import { spawn, type ChildProcess } from 'node:child_process';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { insideUntilDeath } from '../inside';
import { programPath } from '../programs';
import { cleanEnvironment } from '../run';

/** How long nft may take for its commands, and to end, in milliseconds. */
const commandLimit = 5_000;
const endLimit = 2_000;
const errorDelay = 10;

/** nft keeps a history of its commands in the home folder, in `/` without one; here it finds none to write to. */
const sessionEnvironment = { ...cleanEnvironment, HOME: '/dev/null' };

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
  const [name, args] = insideUntilDeath(namespacePath, 'nft', ['-i']);
  const path = programPath(name) ?? name;
  const child = spawn(path, args, { env: sessionEnvironment, stdio: ['pipe', 'pipe', 'pipe'] });
  const ended = new Promise<void>((resolve) => {
    child.once('close', resolve);
    child.once('error', () => {
      resolve();
    });
  });
  // It may end before it has read everything.
  child.stdin.on('error', () => undefined);
  const session: NftSession = {
    async run(lines, listed) {
      const answer = untilListed(child, ended, listed);
      child.stdin.write(`${[...lines, `list table ${listed}`].join('\n')}\n`);
      const trouble = await answer;
      return trouble === null ? ok(undefined) : err(failure([path, ...args], child, trouble));
    },
    close: () => end(child, ended),
  };
  const done = await session.run(commands, table);
  if (done.ok) return ok(session);
  await session.close();
  return done;
}

function failure(argv: readonly string[], child: ChildProcess, trouble: string): AppError {
  if (trouble.includes('Operation not supported')) {
    return appError('UNSUPPORTED', msg('follow.oldKernel'));
  }
  return {
    code: 'COMMAND_FAILED',
    message: msg('error.commandFailed', {
      command: argv.join(' '),
      reason: trouble === '' ? msg('error.noReply') : trouble,
    }),
    details: { argv: [...argv], exitCode: child.exitCode, stderr: trouble },
  };
}

function notInstalled() {
  return appError('UNSUPPORTED', msg('follow.noNft'), { program: 'nft' });
}

/** Waits for the listing that follows the commands. @returns null, or what went wrong instead */
function untilListed(
  child: ChildProcess,
  ended: Promise<void>,
  table: string,
): Promise<string | null> {
  return new Promise((resolve) => {
    let [listing, errors] = ['', ''];
    const settle = (trouble: string | null) => {
      clearTimeout(timer);
      child.stdout?.off('data', onListing);
      child.stderr?.off('data', onError);
      resolve(trouble);
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
