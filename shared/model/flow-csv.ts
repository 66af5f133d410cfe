import type { Flow } from './flow';
import { visibleLines } from './visible-text';

/** Numbers and booleans are our own; a string may be anything. */
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
  return csvText([
    columns.map(([name]) => name),
    ...flows.map((flow) => columns.map(([, value]) => value(flow))),
  ]);
}

/** Formats rows as comma-separated values (RFC 4180). */
export function csvText(rows: readonly (readonly Cell[])[]): string {
  return rows.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/**
 * Formats one cell; empty for undefined. A string that a spreadsheet would take for a formula, also
 * after blanks and quotes, which it may trim, gets an apostrophe before it (OWASP, "CSV injection");
 * hidden characters are made visible.
 */
function csvCell(value: Cell): string {
  if (typeof value !== 'string') return value === undefined ? '' : String(value);
  const visible = visibleLines(value, Infinity);
  const text = formula.test(visible) ? `'${visible}` : visible;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The signs with which a formula begins, also in their full width. */
const formula = /^[\s"']*[=+\-@\uff1d\uff0b\uff0d\uff20]/;
