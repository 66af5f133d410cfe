import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { bridgeDown } from './delivery-obstacles';
import { hostStack, ownerOf, wireOf, type Facts } from './machine-facts';
import type { FoundObstacle } from './obstacle';
import type { Decision, Packet } from './packet';
import { routeTo } from './route-lookup';
import { noRouteTo, shadowed } from './routing-obstacles';

/** Where a packet for a container goes. */
export interface PacketDestination {
  readonly endpoint: Endpoint;
  /** The endpoint's interface with the address. */
  readonly link: EndpointInterface;
  /** The host's device towards it. */
  readonly device: string;
}

/** Finds the destination of a packet, or why the publication's endpoint does not receive it. */
export function destinationOf(
  facts: Facts,
  publication: Publication,
  { dst, family }: Packet,
  nat: Decision | undefined,
): PacketDestination | { readonly obstacle: FoundObstacle } {
  const owner = ownerOf(facts, dst);
  if (owner === undefined || !isTargetOf(publication, owner.endpoint)) {
    return { obstacle: shadowed(facts, publication, nat, family, owner?.endpoint.name ?? dst) };
  }
  const { endpoint, link } = owner;
  const wire = wireOf(link);
  const off = facts.topology.bridges.find(({ name, up }) => name === wire && !up);
  if (off !== undefined) return { obstacle: bridgeDown(off.name) };
  const hop = routeTo(hostStack(facts), dst);
  if (hop?.type === undefined && hop !== undefined) return { endpoint, link, device: hop.device };
  return { obstacle: noRouteTo(dst, wire) };
}

/** Whether an endpoint is the one that a publication leads to. */
function isTargetOf({ endpoint }: Publication, { id }: Endpoint): boolean {
  return endpoint === null || endpoint.id === id;
}
