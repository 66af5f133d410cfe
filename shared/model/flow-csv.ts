import type { Flow } from './flow';

type Cell = string | number | boolean | undefined;

const columns: readonly (readonly [string, (flow: Flow) => Cell])[] = [
  ['id', ({ id }) => id],
  ['protocol', ({ protocol }) => protocol],
  ['state', ({ state }) => state],
  ['original_src', ({ original }) => original.src],
  ['original_sport', ({ original }) => original.sport],
  ['original_dst', ({ original }) => original.dst],
  ['original_dport', ({ original }) => original.dport],
  ['original_packets', ({ original }) => original.packets],
  ['original_bytes', ({ original }) => original.bytes],
  ['reply_src', ({ reply }) => reply.src],
  ['reply_sport', ({ reply }) => reply.sport],
  ['reply_dst', ({ reply }) => reply.dst],
  ['reply_dport', ({ reply }) => reply.dport],
  ['reply_packets', ({ reply }) => reply.packets],
  ['reply_bytes', ({ reply }) => reply.bytes],
  ['original_rate', ({ rate }) => rate?.original],
  ['reply_rate', ({ rate }) => rate?.reply],
  ['dnat', ({ dnat }) => dnat],
  ['snat', ({ snat }) => snat],
  ['publication', ({ publication }) => publication],
  ['candidates', ({ candidates }) => candidates?.join(' ')],
  ['from', ({ from }) => from?.name],
  ['to', ({ to }) => to?.name],
  ['half', ({ half }) => half],
  ['joined', ({ joined }) => joined],
  ['client', ({ client }) => client && `${client.address} ${String(client.port)}`],
  ['asked', ({ asked }) => asked && `${asked.address} ${String(asked.port)}`],
  ['wires', ({ wires }) => wires.join(' ')],
  ['since', ({ since }) => new Date(since).toISOString()],
  ['namespace', ({ namespace }) => namespace],
];

/** Flows as comma-separated values (RFC 4180) with a header; unknown values are empty. */
export function flowsToCsv(flows: readonly Flow[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...flows.map((flow) => columns.map(([, value]) => csvCell(value(flow)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** A cell of comma-separated values (RFC 4180): quoted where necessary; empty for undefined. */
export function csvCell(value: Cell): string {
  const text = value === undefined ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
