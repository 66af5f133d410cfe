import { readFile } from 'node:fs/promises';
import { parseIptablesSave } from '#shared/model/iptables-save';
import type { Table } from '#shared/model/rules';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';

/** Reads saved rules of this or another machine; `-` is standard input. */
export async function readRulesFile(path: string): Promise<Result<{ tables: readonly Table[] }>> {
  try {
    return ok({
      tables: parseIptablesSave(await readFile(path === '-' ? '/dev/stdin' : path, 'utf8')),
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(appError('BAD_REQUEST', `The file "${path}" cannot be read: ${reason}`, { path }));
  }
}
