import { readIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { msg, type Text } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { readBoundedFile } from '#transport/bounded-file';
import { fileError } from '#transport/file-error';

/** Limit of a file, in bytes. A million rules are smaller, and a kernel takes no more. */
const sizeLimit = 128 * 1024 * 1024;

/** How long to wait for what a pipe brings, in milliseconds: a program may ask for a password. */
const pipePatience = 60_000;

/** Names of standard input. It cannot be opened by name when it is a socket. */
const standardInput: ReadonlySet<string> = new Set(['-', '/dev/stdin', '/dev/fd/0']);

/**
 * Reads saved rules of this or another machine, from a file or a pipe; `-` is standard input.
 *
 * @returns BAD_REQUEST (the file is missing, is something else or was cut off) or PERMISSION_DENIED
 */
export async function readRulesFile(path: string): Promise<Result<{ tables: readonly Table[] }>> {
  const read = await readText(path);
  if (!read.ok) return read;
  const tables = readIptablesSave(read.value);
  if (tables.ok) return ok({ tables: tables.value });
  const { message, details } = tables.error;
  return refuse(path, message, details);
}

async function readText(path: string): Promise<Result<string>> {
  const bytes = standardInput.has(path) ? await readInput(path) : await readFile(path);
  if (!bytes.ok) return bytes;
  return bytes.value.includes(0) ? refuse(path, msg('rules.notText')) : ok(decode(bytes.value));
}

async function readFile(path: string): Promise<Result<Buffer>> {
  const read = await readBoundedFile(path, { limit: sizeLimit, pipePatience });
  return read.ok ? ok(read.value.bytes) : err(fileError(path, 'read', read.error));
}

async function readInput(path: string): Promise<Result<Buffer>> {
  const parts: Buffer[] = [];
  let size = 0;
  try {
    for await (const part of process.stdin as AsyncIterable<Buffer>) {
      size += part.length;
      if (size > sizeLimit) {
        return refuse(path, msg('rules.tooLarge', { mebibytes: sizeLimit / 1024 / 1024 }));
      }
      parts.push(part);
    }
  } catch (error) {
    return err(fileError(path, 'read', error));
  }
  return ok(Buffer.concat(parts));
}

/** A comment may hold any bytes: where they are not UTF-8, each byte becomes one character. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}

function refuse(path: string, why: Text, details: Readonly<Record<string, unknown>> = {}) {
  const text = standardInput.has(path)
    ? msg('rules.inInput', { why })
    : msg('rules.inFile', { path, why });
  return err(appError('BAD_REQUEST', text, { path, ...details }));
}
