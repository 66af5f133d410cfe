import type { Endpoint, Host, HostInterface } from '#shared/model/snapshot';

/**
 * Returns the interfaces that connect the host to the outside: those that a default route uses, and
 * every other interface that is up and is neither loopback, nor a bridge, nor a bridge port, nor an
 * endpoint's wire.
 */
export function externalInterfaces(
  host: Host,
  endpoints: readonly Endpoint[],
): readonly HostInterface[] {
  const wires = new Set(
    endpoints.flatMap((endpoint) => endpoint.interfaces.map((iface) => iface.hostPeer)),
  );
  const isExternal = (iface: HostInterface): boolean =>
    iface.uplink ||
    (iface.up &&
      iface.kind !== 'loopback' &&
      iface.kind !== 'bridge' &&
      iface.bridge === undefined &&
      !wires.has(iface.name));
  return host.interfaces
    .filter(isExternal)
    .toSorted((a, b) => Number(b.uplink) - Number(a.uplink) || a.index - b.index);
}
