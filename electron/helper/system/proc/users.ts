import { readFile } from 'node:fs/promises';

/** The name of a user in `/etc/passwd`, see passwd(5); the number when it has none there. */
export async function userName(uid: number): Promise<string> {
  const text = await readFile('/etc/passwd', 'utf8').catch(() => '');
  return parseUserName(text, uid) ?? String(uid);
}

/** Finds a user's name in the text of a passwd(5) file. */
export function parseUserName(text: string, uid: number): string | undefined {
  return text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => id === String(uid))?.[0];
}

/** The home folder of a user in the text of a passwd(5) file. */
export function parseUserHome(text: string, uid: number): string | undefined {
  const home = text
    .split('\n')
    .map((line) => line.split(':'))
    .find(([, , id]) => id === String(uid))?.[5];
  return home?.startsWith('/') === true ? home : undefined;
}
