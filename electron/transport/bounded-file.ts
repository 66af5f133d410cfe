import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { msg, toEnglish, type Message } from '#shared/messages/message';
import { err, ok, type Result } from '#shared/result/result';

/** A file that was read whole. */
export interface BoundedFile {
  readonly bytes: Buffer;
  readonly modified: Date;
}

/** Why a file was not read, beyond the system's own errors. */
export class FileRefused extends Error {
  override readonly name = 'FileRefused';
  readonly reason: Message;

  constructor(reason: Message) {
    super(toEnglish(reason));
    this.reason = reason;
  }
}

export interface ReadLimits {
  /** Limit of the file, in bytes. */
  readonly limit: number;
  /** Whether a symbolic link in the file's place is followed; default true. */
  readonly followLink?: boolean;
  /**
   * Whether a pipe is read too, to its end, such as that of a shell's `<(command)`. A pipe to which
   * nothing is written for this many milliseconds is refused. Default 0: no pipe is read.
   */
  readonly pipePatience?: number;
}

const mebibyte = 1024 * 1024;
const chunkSize = 64 * 1024;
/** How often a pipe without data is tried again, in milliseconds. */
const pipePause = 5;

/**
 * Reads a file that somebody else may have put there or may be writing to. Opening it never waits,
 * as it would for a pipe without a writer or for some devices (open(2), O_NONBLOCK). Only a regular
 * file is read, and no more of it than the limit, also when it grows meanwhile.
 *
 * @returns the system's error, or {@link FileRefused}; `fileError` explains both
 */
export async function readBoundedFile(
  path: string,
  { limit, followLink = true, pipePatience = 0 }: ReadLimits,
): Promise<Result<BoundedFile, Error>> {
  let file: FileHandle | undefined;
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;
    file = await open(path, flags | (followLink ? 0 : constants.O_NOFOLLOW));
    const stats = await file.stat();
    const isPipe = stats.isFIFO() && pipePatience > 0;
    if (stats.isDirectory()) return err(new FileRefused(msg('file.folder')));
    if (!stats.isFile() && !isPipe) return err(new FileRefused(msg('file.notRegular')));
    const bytes = await readUpTo(file, limit, isPipe ? pipePatience : null);
    return bytes.ok ? ok({ bytes: bytes.value, modified: stats.mtime }) : bytes;
  } catch (error) {
    if (hasCode(error, 'ELOOP') && !followLink) return err(new FileRefused(msg('file.link')));
    return err(error instanceof Error ? error : new Error(String(error)));
  } finally {
    await file?.close();
  }
}

/** @param patience for a pipe, in milliseconds; null for a regular file */
async function readUpTo(
  file: FileHandle,
  limit: number,
  patience: number | null,
): Promise<Result<Buffer, Error>> {
  const chunks: Buffer[] = [];
  let size = 0;
  let heardAt = performance.now();
  for (;;) {
    const chunk = await readSome(file);
    if (chunk !== null) {
      size += chunk.length;
      if (size > limit) {
        return err(new FileRefused(msg('file.tooLong', { mebibytes: limit / mebibyte })));
      }
      // A pipe that was never written to has no writer yet, which reads as its end does.
      const atEnd = chunk.length === 0 && (patience === null || size > 0);
      if (atEnd) return ok(Buffer.concat(chunks, size));
      if (chunk.length > 0) {
        chunks.push(chunk);
        heardAt = performance.now();
        continue;
      }
    }
    if (performance.now() - heardAt > (patience ?? 0)) {
      return err(new FileRefused(msg('file.silentPipe', { seconds: (patience ?? 0) / 1000 })));
    }
    await delay(pipePause);
  }
}

/** The next bytes; none at the end, null while a pipe has none. */
async function readSome(file: FileHandle): Promise<Buffer | null> {
  try {
    const { bytesRead, buffer } = await file.read(
      Buffer.allocUnsafe(chunkSize),
      0,
      chunkSize,
      null,
    );
    return bytesRead < chunkSize / 2
      ? Buffer.from(buffer.subarray(0, bytesRead))
      : buffer.subarray(0, bytesRead);
  } catch (error) {
    if (hasCode(error, 'EAGAIN')) return null;
    throw error;
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
