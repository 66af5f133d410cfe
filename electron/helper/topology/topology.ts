import { collect, hostInterfaces, listeners } from '#shared/diff/collections';
import { sortRecords } from '#shared/diff/records-diff';
import type { Origin } from '#shared/model/publication';
import type {
  Bridge,
  Endpoint,
  EndpointInterface,
  HostInterface,
  Topology,
} from '#shared/model/snapshot';
import type { Link } from '../collectors/links';
import type { NamespaceReading, Reading } from '../collectors/reading';
import { isOurs } from '../plan/links';
import { isTestWire } from '../inspect/probe/test-wire-name';
import { forwardPolicy, forwards, masquerades } from './firewall';
import { hostEndOf } from './wires';

/** Computes what the machine looks like from what was read of it. */
export function buildTopology(reading: Reading): Topology {
  const interfaces = reading.network.links
    .filter(({ name }) => !isTestWire(name))
    .map((link) => hostInterface(link, reading));
  return {
    host: {
      hostname: reading.hostname,
      interfaces: collect(interfaces, hostInterfaces),
      ipForward: reading.ipForward,
      firewall: { backend: reading.backend, forwardPolicy: forwardPolicy(reading.tables) },
      listeners: collect(reading.listeners, listeners),
    },
    bridges: sortRecords(
      reading.network.links
        .filter(({ kind }) => kind === 'bridge')
        .map((link) => bridge(link, reading)),
      ({ name }) => name,
    ),
    endpoints: sortRecords(
      reading.namespaces
        .map((namespace) => endpoint(namespace, reading.network.links))
        .filter((candidate) => !isBeyondUplink(candidate, interfaces)),
      ({ id }) => id,
    ),
  };
}

function hostInterface(link: Link, reading: Reading): HostInterface {
  return {
    name: link.name,
    index: link.index,
    mac: link.mac,
    kind: link.kind,
    up: link.up,
    mtu: link.mtu,
    addresses: link.addresses,
    ...(link.master === undefined ? {} : { bridge: link.master }),
    uplink: reading.network.defaultRoutes.some(({ device }) => device === link.name),
  };
}

function bridge(link: Link, reading: Reading): Bridge {
  return {
    name: link.name,
    addresses: link.addresses,
    ports: reading.network.links
      .filter(({ master }) => master === link.name)
      .map(({ name }) => name),
    up: link.up,
    masquerade: masquerades(reading.tables, link.addresses),
    forwarded: forwards(reading.tables, link.name, link.addresses),
    origin: isOurs(link) ? 'portolan' : bridgeOrigin(link.name),
  };
}

/** Engines name their bridges in a way of their own (moby `bridge.go`, netavark `network_interface`). */
function bridgeOrigin(name: string): Origin {
  if (/^(docker\d+|docker_gwbridge|br-[0-9a-f]{12})$/.test(name)) return 'docker';
  if (/^(podman\d+|cni-podman\d+)$/.test(name)) return 'podman';
  return 'other';
}

function endpoint(reading: NamespaceReading, hostLinks: readonly Link[]): Endpoint {
  const { id, name, names, runtime, state, namespace, pid, image, project, network } = reading;
  const gateway = network.defaultRoutes[0]?.gateway;
  const gateway6 = reading.defaultRoutes6[0]?.gateway;
  return {
    ...{ id, name, runtime, state },
    ...(names === undefined ? {} : { names }),
    ...(namespace === undefined || runtime === 'netns' ? {} : { namespace }),
    ...(pid === undefined ? {} : { pid }),
    ...(image === undefined ? {} : { image }),
    ...(project === undefined ? {} : { project }),
    interfaces: network.links
      .filter(({ kind }) => kind !== 'loopback')
      .map((link) => endpointInterface(link, namespace, hostLinks)),
    ...(gateway === undefined ? {} : { defaultRoute: gateway }),
    ...(gateway6 === undefined ? {} : { defaultRoute6: gateway6 }),
    listeners: reading.listeners,
  };
}

function endpointInterface(
  link: Link,
  namespaceName: string | undefined,
  hostLinks: readonly Link[],
): EndpointInterface {
  const hostEnd = hostEndOf(link, namespaceName, hostLinks);
  return {
    name: link.name,
    mac: link.mac,
    addresses: link.addresses,
    up: link.up,
    ...(hostEnd?.master === undefined ? {} : { bridge: hostEnd.master }),
    ...(hostEnd === undefined ? {} : { hostPeer: hostEnd.name }),
  };
}

/** A namespace at the far end of the wire that carries the default route is the outside, not an endpoint. */
function isBeyondUplink(candidate: Endpoint, interfaces: readonly HostInterface[]): boolean {
  return candidate.interfaces.some(
    ({ hostPeer }) =>
      hostPeer !== undefined && interfaces.some(({ name, uplink }) => uplink && name === hostPeer),
  );
}
