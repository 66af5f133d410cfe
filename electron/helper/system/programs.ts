import { accessSync, constants } from 'node:fs';

/** The system programs that the helper runs. */
export type ProgramName =
  | 'ip'
  | 'bridge'
  | 'lsns'
  | 'xargs'
  | 'iptables'
  | 'ip6tables'
  | 'iptables-save'
  | 'ip6tables-save'
  | 'iptables-restore'
  | 'ip6tables-restore'
  | 'iptables-nft-save'
  | 'ip6tables-nft-save'
  | 'iptables-legacy-save'
  | 'ip6tables-legacy-save'
  | 'nft'
  | 'nsenter'
  | 'unshare'
  | 'setpriv'
  | 'modprobe'
  | 'mount'
  | 'prlimit'
  | 'conntrack';

/** Root's own folders, in search order. `PATH` is ignored. */
const folders = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const;

const found = new Map<ProgramName, string>();

/** The absolute path of a program, or null when it is not installed. */
export function programPath(name: ProgramName): string | null {
  const known = found.get(name);
  if (known !== undefined) return known;
  for (const folder of folders) {
    const path = `${folder}/${name}`;
    try {
      accessSync(path, constants.X_OK);
      found.set(name, path);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return null;
}
