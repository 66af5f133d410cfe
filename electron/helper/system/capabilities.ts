/** The numbers of linux/capability.h that the helper or one of its programs needs. */
const numbers = {
  CHOWN: 0,
  DAC_OVERRIDE: 1,
  DAC_READ_SEARCH: 2,
  SETPCAP: 8,
  NET_BIND_SERVICE: 10,
  NET_BROADCAST: 11,
  NET_ADMIN: 12,
  NET_RAW: 13,
  SYS_MODULE: 16,
  SYS_PTRACE: 19,
  SYS_ADMIN: 21,
  SYS_RESOURCE: 24,
} as const;

/** A capability as capabilities(7) names it, without `CAP_`. */
export type Capability = keyof typeof numbers;

export function capabilityNumber(capability: Capability): number {
  return numbers[capability];
}

/** What every helper needs, also the lab's. */
const always: readonly Capability[] = [
  // Rules, links, addresses, sysctls of the network, conntrack and its events.
  'NET_ADMIN',
  // iptables-legacy talks to the kernel by a raw socket.
  'NET_RAW',
  // `ip monitor all-nsid` hears of all network namespaces (netlink(7), NETLINK_LISTEN_ALL_NSID).
  'NET_BROADCAST',
  // Entering the network namespaces of containers (setns(2)), making those of test wires and of the
  // lab, and the mounts of the lab.
  'SYS_ADMIN',
  // Namespaces, files and names of processes that belong to others or have other capabilities
  // (ptrace(2), "Ptrace access mode checking").
  'SYS_PTRACE',
  // Folders that are closed to root without it: /proc/PID/fd of others, the owner's Docker settings,
  // and this program itself in a home.
  'DAC_READ_SEARCH',
  // Published ports below 1024.
  'NET_BIND_SERVICE',
  // Gives nothing that is not in this list. It lets programs be started with even less.
  'SETPCAP',
];

/** The most that any helper has. */
export const allCapabilities: readonly Capability[] = [...always, 'CHOWN', 'DAC_OVERRIDE'];

/** What a helper has to do that not every one has. */
export interface Duties {
  /** Whether another user than root gets its socket. */
  readonly servesUser: boolean;
  /** Whether it works with sockets that belong to other users than root, or in their folders. */
  readonly usesForeignSockets: boolean;
}

/** The capabilities of a helper. */
export function capabilitiesFor({ servesUser, usesForeignSockets }: Duties): readonly Capability[] {
  return [
    ...always,
    // The socket is given to its owner.
    ...(servesUser ? (['CHOWN'] as const) : []),
    // To connect takes the right to write to a socket, to listen that to its folder (unix(7)).
    ...(usesForeignSockets ? (['DAC_OVERRIDE'] as const) : []),
  ];
}
