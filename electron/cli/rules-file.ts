import { createReadStream } from 'node:fs';
import { readIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { msg, type Text } from '#shared/messages/message';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { fileError } from '#transport/file-error';

/** Limit of a file, in bytes. A million rules are smaller, and a kernel takes no more. */
const sizeLimit = 128 * 1024 * 1024;

/**
 * Reads saved rules of this or another machine; `-` is standard input.
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
  const parts: Buffer[] = [];
  let size = 0;
  try {
    const stream: AsyncIterable<Buffer> = path === '-' ? process.stdin : createReadStream(path);
    for await (const part of stream) {
      size += part.length;
      if (size > sizeLimit) {
        return refuse(path, msg('rules.tooLarge', { mebibytes: sizeLimit / 1024 / 1024 }));
      }
      parts.push(part);
    }
  } catch (error) {
    return err(fileError(path, 'read', error));
  }
  const bytes = Buffer.concat(parts);
  return bytes.includes(0) ? refuse(path, msg('rules.notText')) : ok(decode(bytes));
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
  const text = path === '-' ? msg('rules.inInput', { why }) : msg('rules.inFile', { path, why });
  return err(appError('BAD_REQUEST', text, { path, ...details }));
}
