import { socketName } from '#shared/model/address';
import type { Flow } from '#shared/model/flow';
import { assertNever } from '#shared/result/result';
import type { FlowFilter, TranslationFilter } from '../../store/inspect/flow-view';
import type { FlowRow } from './flow-rows';

/** Returns the rows that match a filter, in the same order. */
export function filterRows(rows: readonly FlowRow[], filter: FlowFilter): readonly FlowRow[] {
  const words = filter.text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  const { state, translation } = filter;
  if (words.length === 0 && state === '' && translation === 'any') return rows;
  return rows.filter(
    (row) =>
      (state === '' || row.front.state === state) &&
      isTranslated(row, translation) &&
      words.every((word) => fits(row, word)),
  );
}

function isTranslated(row: FlowRow, translation: TranslationFilter): boolean {
  const { dnat, snat } = row.front;
  switch (translation) {
    case 'any':
      return true;
    case 'dnat':
      return dnat;
    case 'snat':
      return snat;
    case 'both':
      return dnat && snat;
    case 'none':
      return !dnat && !snat;
    default:
      return assertNever(translation);
  }
}

function fits(row: FlowRow, word: string): boolean {
  const flows = row.back === null ? [row.front] : [row.front, row.back];
  const colon = word.indexOf(':');
  const wanted = word.slice(colon + 1);
  switch (colon === -1 ? '' : word.slice(0, colon)) {
    case 'port':
      return wanted === '' || flows.some((flow) => ports(flow).includes(wanted));
    case 'address':
      return flows.some((flow) => addresses(flow).some((address) => address.startsWith(wanted)));
    case 'container':
      return flows.some((flow) => names(flow).some((name) => name.startsWith(wanted)));
    case 'state':
      return flows.some(({ state }) => state?.toLowerCase().startsWith(wanted) === true);
    default:
      return flows.some((flow) => haystack(flow).includes(word));
  }
}

function ports({ original, reply, client, asked }: Flow): readonly string[] {
  const { sport, dport } = original;
  return [sport, dport, reply.sport, reply.dport, client?.port, asked?.port].map(String);
}

function addresses({ original, reply, client, asked }: Flow): readonly string[] {
  const all = [original.src, original.dst, reply.src, reply.dst, client?.address, asked?.address];
  return all.flatMap((address) => address?.toLowerCase() ?? []);
}

function names({ from, to }: Flow): readonly string[] {
  return [from, to].flatMap((endpoint) => endpoint?.name.toLowerCase() ?? []);
}

function haystack(flow: Flow): string {
  const { protocol, state, publication, original, reply, client, asked } = flow;
  return [
    protocol,
    state?.toLowerCase(),
    publication?.toLowerCase(),
    ...names(flow),
    ...[original, reply].flatMap(({ src, sport, dst, dport }) => [
      `${src}:${String(sport)}`,
      `${dst}:${String(dport)}`,
    ]),
    ...[client, asked].flatMap((end) =>
      end === undefined ? [] : socketName(end.address, end.port),
    ),
  ].join(' ');
}

/** Returns the states that occur, in alphabetical order. */
export function statesOf(rows: readonly FlowRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ front }) => front.state ?? []))].sort();
}
