import type { Endpoint, Host, HostInterface } from '#shared/model/snapshot';

/**
 * The interfaces by which the host meets the outside: those that a default route leaves by, and every other
 * one that is up and is neither loopback, nor a bridge, nor a bridge's port, nor the wire of an endpoint.
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
