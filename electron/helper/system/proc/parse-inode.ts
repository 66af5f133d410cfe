/** The inode in the target of a `/proc/PID/ns/net` link, such as `net:[4026531840]`. */
export function parseNamespaceInode(link: string): number | null {
  return inodeIn(link, /^net:\[(\d+)\]$/);
}

/**
 * The inode in the target of a descriptor's link, such as `socket:[12345]`; null for other files.
 */
export function parseSocketInode(link: string): number | null {
  return inodeIn(link, /^socket:\[(\d+)\]$/);
}

function inodeIn(link: string, pattern: RegExp): number | null {
  const inode = pattern.exec(link)?.[1];
  return inode === undefined ? null : Number(inode);
}
