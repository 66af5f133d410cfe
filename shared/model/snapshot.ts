import { z } from 'zod';
import { attachmentSchema } from './attachment';
import {
  hostSysctlsSchema,
  linkFields,
  neighbourSchema,
  portVlanSchema,
  routeSchema,
} from './network';
import { originSchema, publicationSchema } from './publication';
import { portSchema, protocolSchema } from './port-spec';
import { textSchema } from '../messages/message';

/** A listening socket: TCP in LISTEN, or an unconnected UDP socket bound to a port. */
export const listenerSchema = z
  .object({
    protocol: protocolSchema,
    /** Canonical address; `0.0.0.0` and `::` are the wildcards. */
    address: z.string(),
    port: portSchema,
    process: z.string().optional(),
    pid: z.number().int().optional(),
    /** The user who created the socket. */
    uid: z.number().int().optional(),
    /** The container that the process belongs to, when it listens in the host's own namespace. */
    container: z.string().optional(),
  })
  .readonly();
export type Listener = z.infer<typeof listenerSchema>;

/** An interface of the host. Addresses are `address/prefix`. */
export const hostInterfaceSchema = z
  .object({
    name: z.string(),
    index: z.number().int(),
    mac: z.string(),
    ...linkFields,
    addresses: z.array(z.string()).readonly(),
    /** The bridge that this interface is a port of. */
    bridge: z.string().optional(),
    /** Whether a default route leaves by this interface. */
    uplink: z.boolean(),
    /** `net.ipv4.conf.NAME.rp_filter`: 0 off, 1 strict, 2 loose. */
    rpFilter: z.number().int().optional(),
    /** `net.ipv4.conf.NAME.route_localnet`. */
    routeLocalnet: z.boolean().optional(),
  })
  .readonly();
export type HostInterface = z.infer<typeof hostInterfaceSchema>;

/** An interface inside an endpoint's network namespace. */
export const endpointInterfaceSchema = z
  .object({
    name: z.string(),
    mac: z.string(),
    addresses: z.array(z.string()).readonly(),
    ...linkFields,
    kind: linkFields.kind.optional(),
    mtu: linkFields.mtu.optional(),
    /** The host's bridge that has the other end of the wire as a port. */
    bridge: z.string().optional(),
    /** The other end of the veth pair, when it is on the host. */
    hostPeer: z.string().optional(),
  })
  .readonly();
export type EndpointInterface = z.infer<typeof endpointInterfaceSchema>;

/** A network of a container engine that a container is connected to. */
export const containerNetworkSchema = z
  .object({
    name: z.string(),
    /** Without the prefix, as the engine reports it. */
    address: z.string().optional(),
    address6: z.string().optional(),
    gateway: z.string().optional(),
  })
  .readonly();
export type ContainerNetwork = z.infer<typeof containerNetworkSchema>;

/** Anything with its own network namespace that can be published. */
export const endpointSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    /** All names when several containers share the namespace, `name` first. */
    names: z.array(z.string()).readonly().optional(),
    runtime: z.enum(['docker', 'podman', 'netns']),
    /** The engine's word (`running`, `paused`); a named namespace is always running. */
    state: z.string(),
    /** The name of its namespace under /run/netns, when it has one. */
    namespace: z.string().optional(),
    image: z.string().optional(),
    /** The compose project that it belongs to. */
    project: z.string().optional(),
    /** The container's labels, bounded in number and length by `boundedLabels`. */
    labels: z.record(z.string(), z.string()).readonly().optional(),
    /** Result of the container's health check; absent when it has none. */
    health: z.enum(['starting', 'healthy', 'unhealthy']).optional(),
    /** The engine's networks that it is connected to. */
    networks: z.array(containerNetworkSchema).readonly().optional(),
    pid: z.number().int().optional(),
    /** The process that keeps the namespace alive, when it has no name and no container. */
    holder: z.object({ pid: z.number().int(), process: z.string() }).readonly().optional(),
    interfaces: z.array(endpointInterfaceSchema).readonly(),
    /** The next hop of the IPv4 default route. */
    defaultRoute: z.string().optional(),
    /** The next hop of the IPv6 default route. */
    defaultRoute6: z.string().optional(),
    routes: z.array(routeSchema).readonly().optional(),
    neighbours: z.array(neighbourSchema).readonly().optional(),
    listeners: z.array(listenerSchema).readonly(),
  })
  .readonly();
export type Endpoint = z.infer<typeof endpointSchema>;

export const bridgeSchema = z
  .object({
    name: z.string(),
    addresses: z.array(z.string()).readonly(),
    /** Names of the host interfaces that are ports of this bridge. */
    ports: z.array(z.string()).readonly(),
    up: z.boolean(),
    /** Whether it filters VLANs. */
    vlanFiltering: z.boolean().optional(),
    /** The VLANs of its ports, when it filters VLANs. */
    vlans: z.array(portVlanSchema).readonly().optional(),
    /** Whether its network's traffic leaves the host with the host's address. */
    masquerade: z.boolean(),
    /** Whether the FORWARD chain accepts its outgoing traffic and the replies. */
    forwarded: z.boolean(),
    origin: originSchema,
  })
  .readonly();
export type Bridge = z.infer<typeof bridgeSchema>;

export const firewallSchema = z
  .object({
    backend: z.enum(['nft', 'legacy']),
    forwardPolicy: z.enum(['ACCEPT', 'DROP']),
    /** The policy of ip6tables' FORWARD chain; absent without ip6tables. */
    forwardPolicy6: z.enum(['ACCEPT', 'DROP']).optional(),
  })
  .readonly();

/** A container in the host's own network namespace: its listeners are the host's. */
export const hostContainerSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    runtime: z.enum(['docker', 'podman']),
    state: z.string(),
    image: z.string(),
  })
  .readonly();
export type HostContainer = z.infer<typeof hostContainerSchema>;

export const hostSchema = z
  .object({
    hostname: z.string(),
    interfaces: z.array(hostInterfaceSchema).readonly(),
    ipForward: z.boolean(),
    firewall: firewallSchema,
    sysctls: hostSysctlsSchema.optional(),
    routes: z.array(routeSchema).readonly().optional(),
    neighbours: z.array(neighbourSchema).readonly().optional(),
    listeners: z.array(listenerSchema).readonly(),
    containers: z.array(hostContainerSchema).readonly().optional(),
  })
  .readonly();
export type Host = z.infer<typeof hostSchema>;

/** A part of the snapshot whose last reading failed, so that it shows an older one. */
export const stalePartSchema = z
  .object({
    /** `network`, `rules`, `listeners`, `docker`, `podman`, or an endpoint's id. */
    part: z.string(),
    /** Why, as a sentence for a person. */
    reason: textSchema,
    /** When it was last read, as ISO 8601. */
    since: z.iso.datetime(),
  })
  .readonly();
export type StalePart = z.infer<typeof stalePartSchema>;

/** Everything that the helper knows at one moment. `revision` grows by one with every change. */
export const snapshotSchema = z
  .object({
    revision: z.number().int(),
    host: hostSchema,
    bridges: z.array(bridgeSchema).readonly(),
    endpoints: z.array(endpointSchema).readonly(),
    publications: z.array(publicationSchema).readonly(),
    /** Endpoints that Portolan keeps attached to its own bridges. */
    attachments: z.array(attachmentSchema).readonly(),
    /** Stale parts of the snapshot; absent or empty when there are none. */
    stale: z.array(stalePartSchema).readonly().optional(),
  })
  .readonly();
export type Snapshot = z.infer<typeof snapshotSchema>;

/** The kernel's part of a snapshot, without publications and a revision. */
export type Topology = Pick<Snapshot, 'host' | 'bridges' | 'endpoints' | 'stale'>;
