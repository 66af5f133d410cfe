import { socketName } from '#shared/model/address';
import type { Flow, FlowTuple } from '#shared/model/flow';
import type { FlowMap } from '../../store/inspect/flow-map';

/**
 * One connection from the user's point of view. Through the proxy it is two flows: `front` is the
 * one that the client opened, `back` the one that the proxy opened for it.
 */
export interface FlowRow {
  readonly id: string;
  readonly front: Flow;
  readonly back: Flow | null;
}

/** Returns the rows for a table of flows, joining the two halves of a proxied connection. */
export function flowRows(flows: FlowMap): readonly FlowRow[] {
  const rows: FlowRow[] = [];
  for (const flow of flows.values()) {
    const other = flow.joined === undefined ? undefined : flows.get(flow.joined);
    if (other === undefined) rows.push({ id: flow.id, front: flow, back: null });
    else if (isFront(flow, other)) rows.push({ id: flow.id, front: flow, back: other });
  }
  return rows;
}

/** The front half is the one from the client itself; if neither is known to be, the older one. */
function isFront(flow: Flow, other: Flow): boolean {
  if (comesFromClient(flow)) return true;
  if (comesFromClient(other)) return false;
  return flow.since === other.since ? flow.id < other.id : flow.since < other.since;
}

function comesFromClient({ client, original }: Flow): boolean {
  return client?.address === original.src && client.port === original.sport;
}

/** Returns the client's socket, also when only the proxy's half is known. */
export function clientOf({ front }: FlowRow): string {
  return front.client === undefined
    ? senderName(front.original)
    : socketName(front.client.address, front.client.port);
}

/** Returns the socket that the client connected to, also when only the proxy's half is known. */
export function askedOf({ front }: FlowRow): string {
  return front.asked === undefined
    ? receiverName(front.original)
    : socketName(front.asked.address, front.asked.port);
}

/** Returns the socket that finally answers: the reply's source of the last half. */
export function reachedOf(row: FlowRow): string {
  return senderName((row.back ?? row.front).reply);
}

/** Returns the endpoint that answers, if known. */
export function answeringEndpoint({
  front,
  back,
}: FlowRow): { readonly id: string; readonly name: string } | null {
  return back?.to ?? front.to ?? null;
}

/** Returns the bytes of both directions, as counted on the client's half; null if not counted. */
export function bytesOf({ front }: FlowRow): number | null {
  const { original, reply } = front;
  if (original.bytes === undefined && reply.bytes === undefined) return null;
  return (original.bytes ?? 0) + (reply.bytes ?? 0);
}

/** Returns the bytes per second of both directions; null if not measured. */
export function rateOf({ front }: FlowRow): number | null {
  return front.rate === undefined ? null : front.rate.original + front.rate.reply;
}

export function senderName({ src, sport }: FlowTuple): string {
  return socketName(src, sport);
}

export function receiverName({ dst, dport }: FlowTuple): string {
  return socketName(dst, dport);
}
