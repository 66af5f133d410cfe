import type { Flow } from '#shared/model/flow';
import { csvCell } from '#shared/model/flow-csv';
import {
  askedOf,
  bytesOf,
  clientOf,
  answeringEndpoint,
  rateOf,
  reachedOf,
  type FlowRow,
} from './flow-rows';

const header = [
  'protocol',
  'state',
  'client',
  'asked',
  'reached',
  'container',
  'publication',
  'dnat',
  'snat',
  'proxy',
  'bytes',
  'bytes_per_second',
  'since',
];

/** Formats rows as CSV (RFC 4180), with a header. */
export function flowsCsv(rows: readonly FlowRow[]): string {
  const lines = rows.map((row) => {
    const { protocol, state, publication, dnat, snat, since } = row.front;
    return [
      protocol,
      state ?? '',
      clientOf(row),
      askedOf(row),
      reachedOf(row),
      answeringEndpoint(row)?.name ?? '',
      publication ?? '',
      String(dnat),
      String(snat),
      String(row.back !== null),
      String(bytesOf(row) ?? ''),
      String(rateOf(row) ?? ''),
      new Date(since).toISOString(),
    ];
  });
  return [header, ...lines].map((line) => `${line.map(csvField).join(',')}\r\n`).join('');
}

/**
 * Formats a CSV field. A value that a spreadsheet would take for a formula is prefixed with an
 * apostrophe (OWASP, "CSV injection"); quotes are doubled.
 */
export function csvField(text: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}

/** Formats the flows of rows as JSON, as in the contract. */
export function flowsJson(rows: readonly FlowRow[]): string {
  const flows = rows.flatMap(({ front, back }): readonly Flow[] =>
    back === null ? [front] : [front, back],
  );
  return `${JSON.stringify({ flows }, null, 2)}\n`;
}
