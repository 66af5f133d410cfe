import { collect, hostInterfaces, listeners, neighbours, routes } from '#shared/diff/collections';
import { sortRecords } from '#shared/diff/records-diff';
import type { Origin } from '#shared/model/publication';
import type {
  Bridge,
  Endpoint,
  Host,
  HostInterface,
  StalePart,
  Topology,
} from '#shared/model/snapshot';
import { containerEndpointId } from '../records/container';
import type { Link } from '../../system/ip/parse-links';
import type { Reading, Staleness } from '../records/reading';
import { isOurs } from '../../plan/links';
import { isTestWire } from '../../plan/test-wire-name';
import { endpointRecord, linkRecord } from './endpoint';
import { forwardPolicy, isForwarded, isMasqueraded } from './host-firewall';
import { Wires } from './wires';

/** Computes the topology of the machine from a reading. */
export function buildTopology(reading: Reading): Topology {
  const wires = new Wires(reading);
  const uplinks = uplinksOf(reading);
  const { links } = reading.network;
  return {
    host: hostOf(reading, wires, uplinks),
    bridges: sortRecords(
      links.filter(({ kind }) => kind === 'bridge').map((link) => bridge(link, reading)),
      ({ name }) => name,
    ),
    endpoints: sortRecords(
      reading.namespaces
        .map((namespace) => endpointRecord(namespace, wires))
        .filter((candidate) => !isOutside(candidate, uplinks)),
      ({ id }) => id,
    ),
    stale: stalePartsOf(reading.stale),
  };
}

/** The interfaces of default routes. */
function uplinksOf({ network }: Reading): ReadonlySet<string> {
  return new Set(network.defaultRoutes.map(({ device }) => device));
}

function hostOf(reading: Reading, wires: Wires, uplinks: ReadonlySet<string>): Host {
  const { network, tables, backend, hostname, ipForward } = reading;
  const { interfaces: ofInterfaces, ...sysctls } = reading.sysctls;
  const hasIpv6Rules = tables.some(({ family }) => family === 'ipv6');
  const links = network.links.filter(({ name }) => !isTestWire(name));
  const interfaces = links.map((link): HostInterface => {
    const own = ofInterfaces.get(link.name);
    return {
      name: link.name,
      index: link.index,
      mac: link.mac,
      ...linkRecord({ endpoint: null, link }, wires),
      addresses: link.addresses,
      bridge: link.master,
      uplink: uplinks.has(link.name),
      ...own,
    };
  });
  return {
    hostname,
    interfaces: collect(interfaces, hostInterfaces),
    ipForward,
    firewall: {
      backend,
      forwardPolicy: forwardPolicy(tables),
      forwardPolicy6: hasIpv6Rules ? forwardPolicy(tables, 'ipv6') : undefined,
    },
    sysctls,
    routes: collect(network.routes.filter(isShown), routes),
    neighbours: collect(network.neighbours.filter(isShown), neighbours),
    listeners: collect(reading.listeners, listeners),
    containers: sortRecords(
      reading.hostContainers.map((container) => {
        const { name, runtime, state, image } = container;
        return { id: containerEndpointId(container), name, runtime, state, image };
      }),
      ({ id }) => id,
    ),
  };
}

const isShown = ({ device = '' }: { readonly device?: string }) => !isTestWire(device);

function bridge(link: Link, { network, tables, vlans }: Reading): Bridge {
  const ports = network.links.flatMap(({ master, name }) => (master === link.name ? [name] : []));
  const own = new Set([link.name, ...ports]);
  return {
    name: link.name,
    addresses: link.addresses,
    ports,
    up: link.up,
    vlanFiltering: link.vlanFiltering,
    vlans: link.vlanFiltering === true ? vlans.filter(({ port }) => own.has(port)) : undefined,
    masquerade: isMasqueraded(tables, link.addresses),
    forwarded: isForwarded(tables, link.name, link.addresses),
    origin: isOurs(link) ? 'portolan' : bridgeOrigin(link.name),
  };
}

/**
 * Engines have their own naming schemes for bridges (moby `bridge.go`, netavark
 * `network_interface`).
 */
function bridgeOrigin(name: string): Origin {
  if (/^(docker\d+|docker_gwbridge|br-[0-9a-f]{12})$/.test(name)) return 'docker';
  if (/^(podman\d+|cni-podman\d+)$/.test(name)) return 'podman';
  return 'other';
}

/**
 * A namespace at the far end of the wire with the default route is the outside network, not an
 * endpoint; at the far end of a test wire is a client of Portolan.
 */
function isOutside({ interfaces }: Endpoint, uplinks: ReadonlySet<string>): boolean {
  return interfaces.some(
    ({ hostPeer }) => hostPeer !== undefined && (uplinks.has(hostPeer) || isTestWire(hostPeer)),
  );
}

/** The stale parts of a reading, one record a part: the one that is stale for longest. */
function stalePartsOf(stale: readonly Staleness[]): readonly StalePart[] {
  const byPart = new Map<string, Staleness>();
  for (const one of stale) {
    const known = byPart.get(one.part);
    if (known === undefined || one.since < known.since) byPart.set(one.part, one);
  }
  return [...byPart.values()].map(({ part, error, since }) => ({
    part,
    reason: error.message,
    since: since.toISOString(),
  }));
}
