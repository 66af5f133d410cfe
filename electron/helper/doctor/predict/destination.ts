import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { bridgeDown, isMeant, ownerOf, wireOf } from './deliver';
import { hostStack, routeTo, type Facts } from './facts';
import type { Packet, Decision } from './packet';
import { noWay, shadowed } from './routing-stops';
import type { Stop } from './stop';

/** Whose address a packet for a container has, and by which device the host sends it there. */
export function destinationOf(
  facts: Facts,
  publication: Publication,
  { dst, family }: Packet,
  nat: Decision | undefined,
):
  | { readonly endpoint: Endpoint; readonly link: EndpointInterface; readonly device: string }
  | { readonly stop: Stop } {
  const owner = ownerOf(facts, dst);
  if (owner === undefined || !isMeant(publication, owner.endpoint)) {
    return {
      stop: shadowed(facts, publication, nat, family, owner?.endpoint.name ?? dst),
    };
  }
  const { endpoint, link } = owner;
  const wire = wireOf(link);
  const off = facts.topology.bridges.find(({ name, up }) => name === wire && !up);
  if (off !== undefined) return { stop: bridgeDown(off.name) };
  const hop = routeTo(hostStack(facts), dst);
  if (hop?.type === undefined && hop !== undefined) return { endpoint, link, device: hop.device };
  return { stop: noWay(dst, wire) };
}
