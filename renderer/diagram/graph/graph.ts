import type { Attachment } from '#shared/model/attachment';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Bridge, Endpoint, Host, HostInterface } from '#shared/model/snapshot';

/** A port of an endpoint: what listens on it, and which publications lead to it. */
export interface PortChip {
  /** `tcp/8000`, unique within its endpoint. */
  readonly key: string;
  readonly protocol: Protocol;
  readonly port: number;
  /**
   * `loopback`: only programs inside the endpoint can connect. `none`: published, but nothing
   * listens.
   */
  readonly listens: 'everywhere' | 'loopback' | 'none';
  readonly process: string | null;
  readonly publications: readonly Publication[];
}

export interface OutsideNode {
  readonly kind: 'outside';
  readonly id: 'outside';
}

export interface UplinkNode {
  readonly kind: 'uplink';
  readonly id: string;
  readonly iface: HostInterface;
}

/** The host's border with the outside, with everything that is published on it. */
export interface EdgeNode {
  readonly kind: 'edge';
  readonly id: 'edge';
  readonly hostname: string;
  readonly ipForward: boolean;
  readonly forwardPolicy: Host['firewall']['forwardPolicy'];
  readonly publications: readonly Publication[];
}

export interface BridgeNode {
  readonly kind: 'bridge';
  readonly id: string;
  readonly bridge: Bridge;
  /** The attachments that Portolan maintains on it. */
  readonly attachments: readonly Attachment[];
}

export interface EndpointNode {
  readonly kind: 'endpoint';
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly address: string | null;
  /** The bridge whose group contains it; null if it is on no bridge. */
  readonly group: string | null;
  /** The ports that its card shows. */
  readonly chips: readonly PortChip[];
  /** How many ports the card omits. */
  readonly hidden: number;
  /** The attachments that Portolan failed to maintain. */
  readonly failed: readonly Attachment[];
}

export type GraphNode = OutsideNode | UplinkNode | EdgeNode | BridgeNode | EndpointNode;

/** A connection between outside, uplink, edge and bridge. */
export interface LinkEdge {
  readonly kind: 'link';
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly up: boolean;
}

/**
 * A veth pair between a bridge and an endpoint, or the parent interface of an endpoint's macvlan or
 * vlan. `up` is also false when the wire should exist but does not.
 */
export interface WireEdge {
  readonly kind: 'wire';
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The host's end of the pair. */
  readonly name: string;
  readonly up: boolean;
}

/** A publication's line from its host port to the endpoint's port. */
export interface PublicationEdge {
  readonly kind: 'publication';
  readonly id: string;
  readonly source: 'edge';
  readonly target: string;
  readonly chip: string;
  readonly publication: Publication;
}

export type GraphEdge = LinkEdge | WireEdge | PublicationEdge;

/** What the chart shows, without positions or sizes. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export const uplinkId = (name: string): string => `uplink:${name}`;
export const bridgeId = (name: string): string => `bridge:${name}`;
export const endpointNodeId = (id: string): string => `endpoint:${id}`;
