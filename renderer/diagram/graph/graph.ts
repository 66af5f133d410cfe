import type { Attachment } from '#shared/model/attachment';
import type { Protocol } from '#shared/model/port-spec';
import type { Publication } from '#shared/model/publication';
import type { Bridge, Endpoint, Host, HostInterface } from '#shared/model/snapshot';

/** A port of an endpoint: what listens on it, and what is published to it. */
export interface PortChip {
  /** `tcp/8000`, unique within its endpoint. */
  readonly key: string;
  readonly protocol: Protocol;
  readonly port: number;
  /** `loopback`: only programs inside the endpoint can reach it. `none`: published, but nothing listens. */
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

/** The host's border to the outside, with all that is published on it. */
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
  /** What Portolan keeps joined to it. */
  readonly attachments: readonly Attachment[];
}

export interface EndpointNode {
  readonly kind: 'endpoint';
  readonly id: string;
  readonly endpoint: Endpoint;
  readonly address: string | null;
  /** The bridge in whose group it stands; null: on no bridge. */
  readonly group: string | null;
  /** The ports that its card shows. */
  readonly chips: readonly PortChip[];
  /** How many ports the card leaves out. */
  readonly hidden: number;
  /** The attachments that Portolan cannot keep. */
  readonly failed: readonly Attachment[];
}

export type GraphNode = OutsideNode | UplinkNode | EdgeNode | BridgeNode | EndpointNode;

/** The way between outside, uplink, edge and bridge. */
export interface LinkEdge {
  readonly kind: 'link';
  readonly id: string;
  readonly source: string;
  readonly target: string;
  readonly up: boolean;
}

/** A veth pair between a bridge and an endpoint, or what an endpoint's macvlan or vlan sits on; `up` is false also where it should be and is not. */
export interface WireEdge {
  readonly kind: 'wire';
  readonly id: string;
  readonly source: string;
  readonly target: string;
  /** The host's end of the pair. */
  readonly name: string;
  readonly up: boolean;
}

/** The way of a publication from its host port to the endpoint's port. */
export interface PublicationEdge {
  readonly kind: 'publication';
  readonly id: string;
  readonly source: 'edge';
  readonly target: string;
  readonly chip: string;
  readonly publication: Publication;
}

export type GraphEdge = LinkEdge | WireEdge | PublicationEdge;

/** What the chart shows, without any place or size. */
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
}

export const uplinkId = (name: string): string => `uplink:${name}`;
export const bridgeId = (name: string): string => `bridge:${name}`;
export const endpointNodeId = (id: string): string => `endpoint:${id}`;
