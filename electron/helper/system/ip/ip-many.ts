import { randomUUID } from 'node:crypto';
import { open, unlink, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { readBatch } from './ip';
import { programPath } from '../programs';
import { run } from '../run';

/** How the programs name the file that they inherit as their fourth. */
const inheritedFile = '/proc/self/fd/3';
/** What `ip` prints of one namespace: a JSON document for each line of the batch. */
const documents = readBatch.trim().split('\n').length;

/** The batch as a file without a name: each `ip` reads it anew. */
let batchFile: Promise<FileHandle> | null = null;

async function makeBatchFile(): Promise<FileHandle> {
  const path = join(tmpdir(), `portolan-${randomUUID()}`);
  const file = await open(path, 'wx+', 0o600);
  await unlink(path);
  await file.write(readBatch);
  return file;
}

/**
 * Reads what `ipRead` does of many network namespaces. One xargs(1) starts all the programs, which costs a third of
 * what it costs a large process such as this one.
 *
 * @param paths files that stand for the namespaces
 * @returns the text of each; an error when one of them could not be read, and then nobody knows which
 */
export async function ipReadMany(paths: readonly string[]): Promise<Result<readonly string[]>> {
  const [nsenter, ip] = [programPath('nsenter'), programPath('ip')];
  if (nsenter === null || ip === null) return err(appError('UNSUPPORTED', msg('stale.noIp')));
  try {
    batchFile ??= makeBatchFile();
    const { fd } = await batchFile;
    const command = [nsenter, '--net={}', '--', ip, '-json', '-details', '-batch', inheritedFile];
    const done = await run('xargs', ['-0', '-I', '{}', ...command], {
      input: paths.join('\0'),
      inherited: fd,
    });
    return done.ok ? split(done.value.stdout, paths.length) : done;
  } catch (error) {
    batchFile = null;
    const reason = error instanceof Error ? error.message : String(error);
    return err(appError('UNSUPPORTED', msg('stale.noTemporaryFile', { reason })));
  }
}

function split(text: string, count: number): Result<readonly string[]> {
  const lines = text.split('\n').filter((line) => line.startsWith('['));
  if (lines.length !== count * documents) {
    return err(appError('UNSUPPORTED', msg('stale.namespaceGone')));
  }
  return ok(
    Array.from({ length: count }, (_, i) =>
      lines.slice(i * documents, (i + 1) * documents).join('\n'),
    ),
  );
}
