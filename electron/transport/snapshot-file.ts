import { randomUUID } from 'node:crypto';
import { open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Snapshot } from '#shared/model/snapshot';
import { parseSnapshotFile, printSnapshotFile } from '#shared/model/snapshot-format';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { readBoundedFile } from './bounded-file';
import { fileError } from './file-error';

/** Limit of a file, in bytes. A snapshot of 500 containers is below 2 MB. */
const sizeLimit = 64 * 1024 * 1024;

/** A snapshot that was read from a file. */
export interface OpenedSnapshot {
  /** The file's name, without its folder. */
  readonly file: string;
  readonly snapshot: Snapshot;
  /** When it was taken (ISO 8601); the file's modification time when it does not say. */
  readonly savedAt: string;
}

/** @returns BAD_REQUEST (not a snapshot file, or no such file) or PERMISSION_DENIED */
export async function readSnapshotFile(path: string): Promise<Result<OpenedSnapshot>> {
  const file = basename(path);
  const read = await readBoundedFile(path, { limit: sizeLimit });
  if (!read.ok) return err(fileError(path, 'read', read.error));
  const { bytes, modified } = read.value;
  const parsed = parseSnapshotFile(bytes.toString('utf8'));
  if (!parsed.ok) {
    const why = parsed.error.message;
    return err(appError('BAD_REQUEST', msg('file.notSnapshot', { file, why }), { path }));
  }
  const { snapshot, savedAt } = parsed.value;
  return ok({ file, snapshot, savedAt: savedAt ?? modified.toISOString() });
}

/**
 * Writes a snapshot to a file that only its owner can read, because it shows what runs on a
 * machine. Replaces an existing file atomically by the finished one. Writes into anything that is
 * not a regular file (a pipe, a terminal).
 *
 * @returns the errors of {@link readSnapshotFile}
 */
export async function writeSnapshotFile(
  path: string,
  snapshot: Snapshot,
  now: Date,
): Promise<Result<void>> {
  const text = printSnapshotFile(snapshot, now.toISOString());
  try {
    const present = await stat(path).catch(() => null);
    if (present !== null && !present.isFile() && !present.isDirectory()) {
      await writeWhole(path, 'a', text);
    } else {
      // Through a symbolic link, so that the link stays.
      await replace(present === null ? path : await realpath(path), text);
    }
    return ok(undefined);
  } catch (error) {
    return err(fileError(path, 'written', error));
  }
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = join(dirname(path), `.${basename(path)}.${randomUUID()}`);
  try {
    await writeWhole(unfinished, 'wx', text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

async function writeWhole(path: string, flags: 'a' | 'wx', text: string): Promise<void> {
  const handle = await open(path, flags, 0o600);
  try {
    await handle.writeFile(text);
    if (flags === 'wx') await handle.sync();
  } finally {
    await handle.close();
  }
}
