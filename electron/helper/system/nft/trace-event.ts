/** A packet's headers, as far as a trace shows them. */
export interface PacketHeader {
  readonly iif?: string;
  readonly oif?: string;
  readonly src: string;
  readonly dst: string;
  readonly sport?: number;
  readonly dport?: number;
  /** `tcp`, `udp`, `icmp`, `icmpv6`, or the protocol's number. */
  readonly protocol: string;
  /** TCP flags as in `syn,ack`. */
  readonly flags?: string;
  /** Bytes of the whole IP packet. */
  readonly length: number;
  /** The IPv4 identification; absent for IPv6. */
  readonly ipId?: number;
}

/** A place in the rules, in nft's terms. */
export interface TracePoint {
  /** Not unique: the kernel derives it from the packet's address in memory. */
  readonly id: string;
  /** `ip`, `ip6`, `inet`, `bridge`, `netdev`. */
  readonly family: string;
  readonly table: string;
  readonly chain: string;
}

/** One message of the kernel's trace. */
export type TraceEvent =
  /** A packet enters a base chain with these headers. */
  | (TracePoint & { readonly kind: 'packet'; readonly header: PacketHeader })
  | (TracePoint & {
      readonly kind: 'rule';
      readonly handle: number | null;
      /** As nft prints it. */
      readonly text: string;
      readonly verdict: string;
    })
  | (TracePoint & { readonly kind: 'policy'; readonly verdict: string; readonly mark: string })
  | (TracePoint & { readonly kind: 'return' });
