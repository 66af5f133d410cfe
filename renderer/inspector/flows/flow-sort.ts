import type { FlowColumn, FlowSort } from '../../store/inspect/flow-view';
import { askedOf, bytesOf, clientOf, rateOf, reachedOf, type FlowRow } from './flow-rows';

/** Sorts rows. Equal rows are ordered by id, so that they do not jump. */
export function sortRows(rows: readonly FlowRow[], sort: FlowSort): readonly FlowRow[] {
  const turn = sort.descending ? -1 : 1;
  const keyed = rows.map((row) => ({ row, key: keyOf(row, sort.column) }));
  keyed.sort((a, b) => turn * compare(a.key, b.key) || (a.row.id < b.row.id ? -1 : 1));
  return keyed.map(({ row }) => row);
}

type Key = string | number;

function compare(a: Key, b: Key): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function keyOf(row: FlowRow, column: FlowColumn): Key {
  const { protocol, state, publication, since } = row.front;
  switch (column) {
    case 'protocol':
      return protocol;
    case 'state':
      return state ?? '';
    case 'client':
      return countable(clientOf(row));
    case 'asked':
      return countable(askedOf(row));
    case 'reached':
      return countable(reachedOf(row));
    case 'by':
      return publication ?? '';
    case 'rate':
      return rateOf(row) ?? -1;
    case 'bytes':
      return bytesOf(row) ?? -1;
    case 'age':
      return -since;
  }
}

/** Pads the numbers in a text, so that 10.0.0.9 sorts before 10.0.0.10. */
function countable(text: string): string {
  return text.replace(/\d+/g, (digits) => digits.padStart(5, '0'));
}
