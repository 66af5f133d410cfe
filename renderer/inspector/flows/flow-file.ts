import type { Flow } from '#shared/model/flow';
import { csvText } from '#shared/model/flow-csv';
import { jsonText } from '#shared/model/json-text';
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
      state,
      clientOf(row),
      askedOf(row),
      reachedOf(row),
      answeringEndpoint(row)?.name,
      publication,
      dnat,
      snat,
      row.back !== null,
      bytesOf(row) ?? undefined,
      rateOf(row) ?? undefined,
      new Date(since).toISOString(),
    ];
  });
  return csvText([header, ...lines]);
}

/** Formats the flows of rows as JSON, as in the contract. */
export function flowsJson(rows: readonly FlowRow[]): string {
  const flows = rows.flatMap(({ front, back }): readonly Flow[] =>
    back === null ? [front] : [front, back],
  );
  return `${jsonText({ flows }, 2)}\n`;
}
