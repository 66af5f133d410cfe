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

/** Rows as CSV (RFC 4180), with a header. */
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
 * A field of CSV. One that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, "CSV
 * injection"); quotes are doubled.
 */
export function csvField(text: string): string {
  return csvCell(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);
}

/** The flows of rows as JSON, in the records of the contract. */
export function flowsJson(rows: readonly FlowRow[]): string {
  const flows = rows.flatMap(({ front, back }): readonly Flow[] =>
    back === null ? [front] : [front, back],
  );
  return `${JSON.stringify({ flows }, null, 2)}\n`;
}
