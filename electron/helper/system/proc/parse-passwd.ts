/** An entry of passwd(5). */
export interface User {
  readonly uid: number;
  readonly name: string;
  /** Absent when the entry names no absolute path. */
  readonly home: string | undefined;
}

/** Reads the text of a passwd(5) file. Skips lines without a user id. */
export function parsePasswd(text: string): readonly User[] {
  return text.split('\n').flatMap((line): User[] => {
    const [name = '', , uid = '', , , home = ''] = line.split(':');
    if (!/^[0-9]+$/.test(uid)) return [];
    return [{ uid: Number(uid), name, home: home.startsWith('/') ? home : undefined }];
  });
}
