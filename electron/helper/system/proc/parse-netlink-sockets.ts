/** A netlink socket as /proc/net/netlink lists it. */
export interface NetlinkSocket {
  readonly inode: number;
  /** The multicast groups that it receives, as a bit mask. */
  readonly groups: number;
  /** Messages that the kernel dropped because the socket's buffer was full. */
  readonly drops: number;
}

/**
 * Reads /proc/net/netlink (net/netlink/af_netlink.c, `netlink_native_seq_show`): columns under a
 * header.
 */
export function parseNetlinkSockets(text: string): readonly NetlinkSocket[] {
  const [head = '', ...lines] = text.trim().split('\n');
  const names = head.trim().split(/\s+/);
  const [groups, drops, inode] = ['Groups', 'Drops', 'Inode'].map((name) => names.indexOf(name));
  if (groups === undefined || drops === undefined || inode === undefined) return [];
  if (Math.min(groups, drops, inode) < 0) return [];
  return lines.map((line) => {
    const cells = line.trim().split(/\s+/);
    return {
      inode: Number(cells[inode]),
      groups: Number.parseInt(cells[groups] ?? '0', 16),
      drops: Number(cells[drops]),
    };
  });
}
