import { collect, listeners, neighbours, routes } from '#shared/diff/collections';
import type { Endpoint, EndpointInterface, HostInterface } from '#shared/model/snapshot';
import type { NamespaceReading } from '../records/reading';
import type { LocatedLink, Wires } from './wires';

/** Builds the endpoint of a namespace from its reading and its wires to others. */
export function endpointRecord(reading: NamespaceReading, wires: Wires): Endpoint {
  const { id, name, names, runtime, state, namespace, pid, image, project, network } = reading;
  const { labels, health, networks, holder } = reading;
  const gateway = network.defaultRoutes[0]?.gateway;
  const gateway6 = network.defaultRoutes6[0]?.gateway;
  const hasLabels = labels !== undefined && Object.keys(labels).length > 0;
  return {
    id,
    name,
    runtime,
    state,
    names,
    namespace: runtime === 'netns' ? undefined : namespace,
    pid,
    image,
    project,
    labels: hasLabels ? labels : undefined,
    health,
    networks,
    holder: holder && { pid: holder.pid, process: holder.process },
    interfaces: network.links
      .filter(({ kind }) => kind !== 'loopback')
      .map((link) => endpointInterface({ endpoint: id, link }, wires)),
    defaultRoute: gateway,
    defaultRoute6: gateway6,
    routes: collect(network.routes, routes),
    neighbours: collect(network.neighbours, neighbours),
    listeners: collect(reading.listeners, listeners),
  };
}

function endpointInterface(place: LocatedLink, wires: Wires): EndpointInterface {
  const { name, mac, addresses } = place.link;
  const partner = wires.partner(place);
  const hostEnd = partner?.endpoint === null ? partner.link : undefined;
  return {
    name,
    mac,
    addresses,
    ...linkRecord(place, wires),
    bridge: hostEnd?.master,
    hostPeer: hostEnd?.name,
  };
}

/** The fields that the snapshot has for interfaces of hosts and endpoints. */
export function linkRecord(
  place: LocatedLink,
  wires: Wires,
): Pick<HostInterface, 'kind' | 'up' | 'running' | 'mtu' | 'peer' | 'parent' | 'vlan' | 'mode'> {
  const { kind, up, running, mtu, vlan, mode } = place.link;
  const peer = wires.peerOf(place);
  const parent = wires.parentOf(place);
  return {
    kind,
    up,
    running,
    mtu,
    peer,
    parent,
    vlan,
    mode,
  };
}
