import { startNftIn } from '../../exec/nft-session';

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
  const session = await startNftIn(
    path,
    `${tablePrefix}${String(port)}`,
    `set sizes { typeof udp length; size 65535; flags dynamic; }; ` +
      `chain input { type filter hook input priority -400; udp dport ${String(port)} add @sizes { udp length }; };`,
  );
  if (session === null) return null;
  return {
    sizes: async () =>
      new Set((await session.numbersIn('sizes')).map((length) => length - headerSize)),
    stop: () => {
      session.stop();
    },
  };
}
