import type { InEnglish } from '#shared/messages/english';
import { socketName } from '#shared/model/address';
import type { Flow, FlowRule, FlowStatus } from '#shared/model/flow';
import { columns } from './text-columns';

/** A flow in one sentence: who connected to what, and how its addresses were translated. */
export function flowSentence(flow: Flow): string {
  const { protocol, original, reply, dnat, snat, state } = flow;
  const client = named(socketName(original.src, original.sport), flow.from?.name);
  const asked = socketName(original.dst, original.dport);
  const answering = named(socketName(reply.src, reply.sport), flow.to?.name);
  return [
    `${client} connected to ${dnat ? asked : answering} over ${protocol}`,
    ...(dnat ? [`${ruleName(flow.dnatRule)} sent it to ${answering}`] : []),
    ...(snat ? [`it went on as ${socketName(reply.dst, reply.dport)}`] : []),
    ...(flow.half === undefined ? [] : [halfWords(flow)]),
    ...(state === undefined ? [] : [`it is ${state}`]),
  ].join('; ');
}

function halfWords({ half, client, asked, publication }: Flow): string {
  const of = publication === undefined ? '' : ` of ${publication}`;
  if (half === 'client') return `the proxy${of} serves it`;
  const caller = client === undefined ? 'a client' : socketName(client.address, client.port);
  const where =
    asked === undefined ? '' : `, which connected to ${socketName(asked.address, asked.port)}`;
  return `the proxy${of} opened it for ${caller}${where}`;
}

function ruleName(rule: FlowRule | undefined): string {
  if (rule === undefined) return 'DNAT';
  const { table, chain, number, comment } = rule;
  return `DNAT by rule ${String(number)} of ${table} ${chain}${comment === undefined ? '' : ` (${comment})`}`;
}

function named(place: string, name: string | undefined): string {
  return name === undefined ? place : `${name} ${place}`;
}

/** Flows as a table for a person, with notes on what is missing from it. */
export function describeFlows(
  flows: readonly Flow[],
  status: InEnglish<FlowStatus>,
  omitted: number,
  endpoint: string | undefined,
): string {
  const table =
    flows.length === 0
      ? emptyWords(endpoint)
      : columns([
          ['PROTOCOL', 'FROM', 'TO', 'FORWARDED TO', 'STATE', 'BYTES', 'PUBLICATION', 'WIRES'],
          ...flows.map(row),
        ]);
  return [table, ...statusWords(status, omitted)].join('\n');
}

function emptyWords(endpoint: string | undefined): string {
  const where = endpoint === undefined ? '' : ` in ${endpoint}`;
  return `No connection is tracked${where}. (The kernel tracks connections only where a firewall rule needs it.)`;
}

function row(flow: Flow): readonly string[] {
  const { protocol, original, reply, dnat, state = '', wires } = flow;
  const bytes =
    original.bytes === undefined || reply.bytes === undefined
      ? ''
      : `${String(original.bytes)} / ${String(reply.bytes)}`;
  const client = flow.half === 'backend' ? flow.client : undefined;
  return [
    protocol,
    client === undefined
      ? named(socketName(original.src, original.sport), flow.from?.name)
      : `proxy for ${socketName(client.address, client.port)}`,
    socketName(original.dst, original.dport),
    dnat ? named(socketName(reply.src, reply.sport), flow.to?.name) : (flow.to?.name ?? ''),
    state,
    bytes,
    flow.publication ?? (flow.candidates ?? []).map((id) => `${id}?`).join(' or '),
    wires.join(' '),
  ];
}

/** Notes on what is missing; empty when nothing is. */
export function statusWords(status: InEnglish<FlowStatus>, omitted: number): readonly string[] {
  const { lost, unseen = 0, trouble } = status;
  return [
    ...(omitted === 0 ? [] : [`${String(omitted)} more are not shown.`]),
    ...(lost === 0
      ? []
      : [`The kernel dropped ${String(lost)} events; ${String(unseen)} connections were missed.`]),
    ...(trouble === undefined ? [] : [trouble]),
  ];
}
