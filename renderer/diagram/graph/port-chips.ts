import { isLoopback } from '#shared/model/address';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, Listener } from '#shared/model/snapshot';
import type { PortChip } from './graph';

/** How many ports a card shows before it says "more". */
export const shownChips = 5;

export function chipKey(protocol: Protocol, port: number): string {
  return `${protocol}/${String(port)}`;
}

/**
 * Returns an endpoint's ports by number: every port that something listens on, over all its
 * addresses, and every published port, even if nothing listens there.
 *
 * @param publications those that lead to this endpoint
 */
export function portChips(
  endpoint: Endpoint,
  publications: readonly Publication[],
): readonly PortChip[] {
  const listeners = groupBy(endpoint.listeners, (l) => chipKey(l.protocol, l.port));
  const published = groupBy(publications, (p) => chipKey(p.protocol, p.containerPort));
  const keys = new Set([...listeners.keys(), ...published.keys()]);
  return [...keys]
    .map((key) => chip(key, listeners.get(key) ?? [], published.get(key) ?? []))
    .sort((a, b) => a.port - b.port || (a.protocol < b.protocol ? -1 : 1));
}

/** Returns the ports that fit on a card, in order. Published ports take precedence over others. */
export function chipsOnCard(chips: readonly PortChip[]): readonly PortChip[] {
  if (chips.length <= shownChips) return chips;
  const published = chips.filter((c) => c.publications.length > 0);
  const others = chips.filter((c) => c.publications.length === 0);
  const kept = new Set([...published, ...others].slice(0, shownChips));
  return chips.filter((c) => kept.has(c));
}

function chip(
  key: string,
  listeners: readonly Listener[],
  publications: readonly Publication[],
): PortChip {
  const { protocol, port } = subject(key);
  return {
    key,
    protocol,
    port,
    listens:
      listeners.length === 0
        ? 'none'
        : listeners.every((l) => isLoopback(l.address))
          ? 'loopback'
          : 'everywhere',
    process: listeners.find((l) => l.process !== undefined)?.process ?? null,
    publications,
  };
}

function subject(key: string): { protocol: Protocol; port: number } {
  return {
    protocol: key.startsWith('udp/') ? 'udp' : 'tcp',
    port: Number(key.slice(key.indexOf('/') + 1)),
  };
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
