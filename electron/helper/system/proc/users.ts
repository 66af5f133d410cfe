import { readFile } from 'node:fs/promises';
import { readFileSync } from 'node:fs';
import { parsePasswd } from './parse-passwd';

const passwd = '/etc/passwd';

/** The name of a user in `/etc/passwd`, or the number when it has none there. */
export async function userName(uid: number): Promise<string> {
  const users = parsePasswd(await readFile(passwd, 'utf8').catch(() => ''));
  return users.find((user) => user.uid === uid)?.name ?? String(uid);
}

/** The home folder of a user in `/etc/passwd`. */
export function userHome(uid: number): string | undefined {
  try {
    return parsePasswd(readFileSync(passwd, 'utf8')).find((user) => user.uid === uid)?.home;
  } catch {
    return undefined;
  }
}
