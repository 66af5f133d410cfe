import type { Attachment } from '#shared/model/attachment';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, Snapshot } from '#shared/model/snapshot';
import { byNaturalName, sortPublications } from '#shared/model/order';
import { endpointAddress } from '#shared/model/own-addresses';
import { externalInterfaces } from './external-interfaces';
import {
  bridgeId,
  endpointNodeId,
  uplinkId,
  type BridgeNode,
  type EdgeNode,
  type EndpointNode,
  type Graph,
  type GraphEdge,
  type UplinkNode,
} from './graph';
import { chipKey, chipsOnCard, portChips } from './port-chips';

/** Returns what the chart shows of a snapshot, in an order that depends only on the snapshot. */
export function buildGraph(snapshot: Snapshot): Graph {
  const { host, endpoints, attachments } = snapshot;
  const publications = sortPublications(snapshot.publications);
  const edge: EdgeNode = {
    kind: 'edge',
    id: 'edge',
    hostname: host.hostname,
    ipForward: host.ipForward,
    forwardPolicy: host.firewall.forwardPolicy,
    publications,
  };
  const uplinks = externalInterfaces(host, endpoints).map((iface): UplinkNode => ({
    kind: 'uplink',
    id: uplinkId(iface.name),
    iface,
  }));
  const bridges = snapshot.bridges.toSorted(byNaturalName).map((bridge): BridgeNode => ({
    kind: 'bridge',
    id: bridgeId(bridge.name),
    bridge,
    attachments: attachments.filter((one) => one.bridge === bridge.name),
  }));
  const failed = attachments.filter(({ state }) => state === 'failed');
  const names = new Set(bridges.map((node) => node.bridge.name));
  const cards = endpoints
    .toSorted(byNaturalName)
    .map((endpoint) => endpointNode(endpoint, names, publications, failed));
  return {
    nodes: [{ kind: 'outside', id: 'outside' }, ...uplinks, edge, ...bridges, ...cards],
    edges: [
      ...links(uplinks, bridges),
      ...cards.flatMap((card) => [
        ...wires(card.endpoint, names),
        ...branches(card.endpoint, uplinks, names),
        ...missingWires(card, names),
      ]),
      ...publicationEdges(publications, cards),
    ],
  };
}

function endpointNode(
  endpoint: Endpoint,
  bridges: ReadonlySet<string>,
  publications: readonly Publication[],
  failed: readonly Attachment[],
): EndpointNode {
  const chips = portChips(
    endpoint,
    publications.filter((publication) => publication.endpoint?.id === endpoint.id),
  );
  const shown = chipsOnCard(chips);
  const joined = endpoint.interfaces.map((iface) => iface.bridge);
  return {
    kind: 'endpoint',
    id: endpointNodeId(endpoint.id),
    endpoint,
    address: endpointAddress(endpoint),
    group: joined.find((name) => name !== undefined && bridges.has(name)) ?? null,
    chips: shown,
    hidden: chips.length - shown.length,
    failed: failed.filter((one) => one.endpoint.id === endpoint.id),
  };
}

function links(
  uplinks: readonly UplinkNode[],
  bridges: readonly BridgeNode[],
): readonly GraphEdge[] {
  const link = (source: string, target: string, up: boolean): GraphEdge => ({
    kind: 'link',
    id: `link:${source}:${target}`,
    source,
    target,
    up,
  });
  return [
    ...uplinks.flatMap(({ id, iface }) => [
      link('outside', id, iface.up),
      link(id, 'edge', iface.up),
    ]),
    ...bridges.map(({ id, bridge }) => link('edge', id, bridge.up)),
  ];
}

function wires(endpoint: Endpoint, bridges: ReadonlySet<string>): readonly GraphEdge[] {
  return endpoint.interfaces.flatMap((iface): readonly GraphEdge[] =>
    iface.bridge === undefined || !bridges.has(iface.bridge)
      ? []
      : [
          {
            kind: 'wire',
            id: `wire:${endpoint.id}:${iface.name}`,
            source: bridgeId(iface.bridge),
            target: endpointNodeId(endpoint.id),
            name: iface.hostPeer ?? iface.name,
            up: iface.up,
          },
        ],
  );
}

/**
 * Lines to the host interface that an endpoint's macvlan, ipvlan or vlan sits on. Such traffic
 * bypasses the host's rules.
 */
function branches(
  endpoint: Endpoint,
  uplinks: readonly UplinkNode[],
  bridges: ReadonlySet<string>,
): readonly GraphEdge[] {
  return endpoint.interfaces.flatMap(({ name, up, parent }): readonly GraphEdge[] => {
    if (parent === undefined || parent.endpoint !== undefined) return [];
    const source = uplinks.some(({ iface }) => iface.name === parent.name)
      ? uplinkId(parent.name)
      : bridges.has(parent.name)
        ? bridgeId(parent.name)
        : null;
    if (source === null) return [];
    const target = endpointNodeId(endpoint.id);
    return [{ kind: 'wire', id: `wire:${endpoint.id}:${name}`, source, target, name, up }];
  });
}

/** A broken wire for every attachment that should exist but does not. */
function missingWires(
  { endpoint, failed, id }: EndpointNode,
  bridges: ReadonlySet<string>,
): readonly GraphEdge[] {
  return failed
    .filter(
      (one) =>
        bridges.has(one.bridge) && !endpoint.interfaces.some(({ hostPeer }) => hostPeer === one.id),
    )
    .map((one) => ({
      kind: 'wire',
      id: `wire:${one.id}`,
      source: bridgeId(one.bridge),
      target: id,
      name: one.id,
      up: false,
    }));
}

/** A line for every publication whose container exists and whose port its card shows. */
function publicationEdges(
  publications: readonly Publication[],
  cards: readonly EndpointNode[],
): readonly GraphEdge[] {
  const byId = new Map(cards.map((card) => [card.endpoint.id, card]));
  return publications.flatMap((publication): readonly GraphEdge[] => {
    const card = byId.get(publication.endpoint?.id ?? '');
    const chip = chipKey(publication.protocol, publication.containerPort);
    if (!card?.chips.some((c) => c.key === chip)) return [];
    return [
      {
        kind: 'publication',
        id: `publication:${publication.id}`,
        source: 'edge',
        target: card.id,
        chip,
        publication,
      },
    ];
  });
}
