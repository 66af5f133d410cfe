import { familyOf, networkOf, parseCidr } from '#shared/model/address';
import type { Attachment } from '#shared/model/attachment';
import type { Endpoint } from '#shared/model/snapshot';
import { msg, type Text, type Message } from '#shared/messages/message';
import type { NamespaceReading } from '../records/reading';
import type { AttachedPlace, AttachIntent, BridgeIntent, LinkState } from '../../plan/links';
import { endpointFinder } from './resolve';
import { Wires, type WiredReading } from './wires';

/** What the planner of links needs from a reading. */
export function linkState(
  reading: WiredReading,
  endpoints: readonly Endpoint[],
  attachments: readonly AttachIntent[],
): LinkState {
  const { network, namespaces } = reading;
  const find = endpointFinder(endpoints);
  const wires = new Wires(reading);
  const places = attachments.flatMap((intent) => {
    const endpoint = find(intent);
    const namespace = namespaces.find(({ id }) => id === endpoint?.id);
    // Every network has a loopback interface; without links, the network could not be read.
    if (namespace === undefined || namespace.network.links.length === 0) return [];
    return [[intent.id, attachedPlace(intent, namespace, wires)] as const];
  });
  return { links: network.links, places: new Map(places) };
}

function attachedPlace(
  { id, interface: name, address }: AttachIntent,
  { id: endpoint, runtime, namespace, pid, network }: NamespaceReading,
  wires: Wires,
): AttachedPlace {
  const found = network.links.find((link) => link.name === name);
  const partner = found && wires.partner({ endpoint, link: found });
  const isPaired = found !== undefined && partner?.endpoint === null && partner.link.name === id;
  const named = namespace !== undefined && (runtime === 'netns' || pid === undefined);
  const four = familyOf(address) === 4;
  return {
    place: named ? { name: namespace } : { pid: pid ?? 0 },
    inside: isPaired ? { up: found.up, addresses: found.addresses } : null,
    nameTaken: found !== undefined && !isPaired,
    defaultRoute: (four ? network.defaultRoutes : network.defaultRoutes6).length > 0,
  };
}

/** Joins an intent with the current state into the record that clients see. */
export function attachmentOf(
  { id, target, bridge, interface: name, address }: AttachIntent,
  endpoint: Endpoint | undefined,
  bridgeIntent: BridgeIntent | undefined,
  problem: Text | undefined,
): Attachment {
  const shown = endpoint === undefined ? target : { id: endpoint.id, name: endpoint.name };
  return {
    id,
    bridge,
    endpoint: shown,
    interface: name,
    address,
    ...condition(),
  };

  function condition(): Pick<Attachment, 'state' | 'reason'> {
    if (endpoint === undefined) {
      return {
        state: 'waiting',
        reason: msg('state.notRunning', { endpoint: target.name }),
      };
    }
    if (problem !== undefined) return { state: 'failed', reason: problem };
    if (!endpoint.interfaces.some(({ hostPeer }) => hostPeer === id)) {
      return {
        state: 'waiting',
        reason: msg('state.beingAttached', { endpoint: shown.name }),
      };
    }
    const reason = keptRoute(endpoint, address, bridgeIntent);
    return reason === undefined ? { state: 'active' } : { state: 'active', reason };
  }
}

/** The warning when the endpoint's default route does not lead to the bridge. */
export function keptRoute(
  { name, defaultRoute, defaultRoute6 }: Endpoint,
  address: string,
  bridge: BridgeIntent | undefined,
): Message | undefined {
  const cidr = parseCidr(address);
  const gateway = familyOf(address) === 4 ? defaultRoute : defaultRoute6;
  if (!cidr.ok || bridge === undefined || gateway === undefined) return undefined;
  if (gateway === bridge.address.split('/')[0]) return undefined;
  const network = networkOf(cidr.value);
  return msg('state.keepsRoute', { endpoint: name, gateway, network, bridge: bridge.name });
}
