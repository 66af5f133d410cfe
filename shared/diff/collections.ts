import type { Neighbour, Route } from '../model/network';
import type { HostInterface, Listener } from '../model/snapshot';
import { compareText, keyedBy, type Collection } from './records-diff';

/** The collections of a snapshot that are ordered neither by id nor by name. */

/** Interfaces in the kernel's own order. */
export const hostInterfaces: Collection<HostInterface> = {
  keyOf: ({ name }) => name,
  compare: (a, b) => a.index - b.index || compareText(a.name, b.name),
};

/**
 * Listeners by protocol, port and address. Sockets of one process on one address are one listener.
 */
export const listeners: Collection<Listener> = {
  keyOf: ({ protocol, address, port, pid, uid }) => [protocol, address, port, pid, uid].join(' '),
  compare: (a, b) =>
    compareText(a.protocol, b.protocol) ||
    a.port - b.port ||
    compareText(a.address, b.address) ||
    (a.pid ?? 0) - (b.pid ?? 0) ||
    (a.uid ?? 0) - (b.uid ?? 0),
};

export const routes: Collection<Route> = keyedBy(
  ({ family, table, destination, metric, device, gateway, type }) =>
    [family, table, destination, metric, device, gateway, type].join(' '),
);

export const neighbours: Collection<Neighbour> = keyedBy(({ device, address }) =>
  [device, address].join(' '),
);

/** Keeps one record of each key, and sorts them in the collection's order. */
export function collect<T>(records: readonly T[], { keyOf, compare }: Collection<T>): readonly T[] {
  return [...new Map(records.map((record) => [keyOf(record), record])).values()].sort(compare);
}
