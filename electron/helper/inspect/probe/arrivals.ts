import { nftSetNumbers } from '../../exec/nft';
import { openNftSession } from '../../exec/nft-session';

/** Sees which datagrams come to a port of an endpoint. */
export interface Arrivals {
  /** The sizes of the datagrams that came. */
  sizes(): Promise<ReadonlySet<number>>;
  stop(): void;
}

const tablePrefix = 'portolan_probe_';
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
  const session = await openNftSession(
    path,
    [
      `add table ${table} { flags owner; }`,
      `add set ${table} sizes { typeof udp length; size 65535; flags dynamic; }`,
      `add chain ${table} input { type filter hook input priority -400; }`,
      `add rule ${table} input udp dport ${String(port)} add @sizes { udp length }`,
    ],
    table,
  );
  if (!session.ok) return null;
  return {
    sizes: async () => {
      const lengths = await nftSetNumbers(path, table, 'sizes');
      return new Set(lengths.map((length) => length - headerSize));
    },
    stop: () => void session.value.close(),
  };
}
