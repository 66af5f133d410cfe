import { canRoute } from '../system/ip/ip';
import { nftSetElements } from '../system/nft/nft';
import { openNftSession } from '../system/nft/nft-session';

/** A datagram that came to a port of an endpoint. */
export interface Datagram {
  /** How many bytes it held. */
  readonly size: number;
  readonly from: { readonly address: string; readonly port: number };
  /** Whether the endpoint knows a way back to where it came from. */
  readonly answerable: boolean;
}

/** What was seen of datagrams at a port. */
export interface Datagrams {
  readonly arrived: readonly Datagram[];
  /** The ports that were answered. */
  readonly answered: ReadonlySet<number>;
}

/** Sees which datagrams come to a port of an endpoint, and what is answered. */
export interface Arrivals {
  seen(): Promise<Datagrams>;
  stop(): void;
}

const tablePrefix = 'portolan_probe_';
/** The sets of what arrived, by the protocol whose addresses they hold. */
const families = [
  { protocol: 'ip', set: 'arrived4' },
  { protocol: 'ip6', set: 'arrived6' },
] as const;
const answers = 'answered';
/** Of a UDP header, in bytes: what nftables calls the length of a datagram includes it. */
const headerSize = 8;

/**
 * Watches for datagrams in a network namespace, by a table of our own that only looks. The kernel removes the table
 * with the process that made it (nft(8), `flags owner`).
 *
 * @param path of the namespace
 * @returns null where nftables cannot do it
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
  const came = [...(four ?? []), ...(six ?? [])].map(([length, port, address]) => ({
    size: Number(length) - headerSize,
    from: { address: String(address), port: Number(port) },
  }));
  const addresses = [...new Set(came.map(({ from }) => from.address))];
  const routed = await Promise.all(addresses.map((address) => canRoute(path, address)));
  const known = new Set(addresses.filter((_, i) => routed[i]));
  return {
    arrived: came.map((one) => ({ ...one, answerable: known.has(one.from.address) })),
    answered: new Set((answered ?? []).flat().map(Number)),
  };
}
