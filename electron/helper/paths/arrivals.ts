import { canRoute } from '../system/ip/ip';
import { nftSetElements } from '../system/nft/nft';
import { openNftSession } from '../system/nft/nft-session';

/** A datagram that arrived at a port of an endpoint. */
export interface Datagram {
  /** Bytes of its payload. */
  readonly size: number;
  readonly from: { readonly address: string; readonly port: number };
  /** Whether the endpoint has a route back to the sender. */
  readonly answerable: boolean;
}

/** The datagrams that were seen at a port. */
export interface Datagrams {
  readonly arrived: readonly Datagram[];
  /** The senders' ports that were answered. */
  readonly answered: ReadonlySet<number>;
}

/** Watches which datagrams arrive at a port of an endpoint, and which are answered. */
export interface Arrivals {
  seen(): Promise<Datagrams>;
  stop(): void;
}

const tablePrefix = 'portolan_probe_';
/** The sets of arrived datagrams, and the protocol of the addresses in them. */
const families = [
  { protocol: 'ip', set: 'arrived4' },
  { protocol: 'ip6', set: 'arrived6' },
] as const;
const answers = 'answered';
/** Bytes of a UDP header. nftables counts it in the length of a datagram. */
const headerSize = 8;

/**
 * Watches for datagrams in a network namespace, with an nftables table that only observes. The
 * kernel removes the table with the process that created it (nft(8), `flags owner`).
 *
 * @param path of the namespace
 * @returns null if nftables does not support it there
 */
export async function watchArrivals(path: string, port: number): Promise<Arrivals | null> {
  const table = `inet ${tablePrefix}${String(port)}`;
  const arrivals = families.flatMap(({ protocol, set }) => {
    const key = `udp length . udp sport . ${protocol} saddr`;
    return [
      `add set ${table} ${set} { typeof ${key}; size 65535; flags dynamic; }`,
      `add rule ${table} input udp dport ${String(port)} add @${set} { ${key} }`,
    ];
  });
  const session = await openNftSession(
    path,
    [
      `add table ${table} { flags owner; }`,
      `add set ${table} ${answers} { typeof udp dport; size 65535; flags dynamic; }`,
      `add chain ${table} input { type filter hook input priority -400; }`,
      `add chain ${table} output { type filter hook output priority -400; }`,
      `add rule ${table} output udp sport ${String(port)} add @${answers} { udp dport }`,
      ...arrivals,
    ],
    table,
  );
  if (!session.ok) return null;
  return {
    seen: () => readSeen(path, table),
    stop: () => void session.value.close(),
  };
}

async function readSeen(path: string, table: string): Promise<Datagrams> {
  const [four, six, answered] = await Promise.all(
    [...families.map(({ set }) => set), answers].map((set) => nftSetElements(path, table, set)),
  );
  const arrived = [...(four ?? []), ...(six ?? [])].map(([length, port, address]) => ({
    size: Number(length) - headerSize,
    from: { address: String(address), port: Number(port) },
  }));
  const addresses = [...new Set(arrived.map(({ from }) => from.address))];
  const routed = await Promise.all(addresses.map((address) => canRoute(path, address)));
  const answerable = new Set(addresses.filter((_, i) => routed[i]));
  return {
    arrived: arrived.map((datagram) => ({
      ...datagram,
      answerable: answerable.has(datagram.from.address),
    })),
    answered: new Set((answered ?? []).flat().map(Number)),
  };
}
