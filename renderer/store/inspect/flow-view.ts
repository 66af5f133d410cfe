/** How the user views the table of flows. */

export const translations = ['any', 'dnat', 'snat', 'both', 'none'] as const;
export type TranslationFilter = (typeof translations)[number];

export interface FlowFilter {
  /**
   * Words that must all match; `port:`, `address:`, `container:` and `state:` limit where to
   * search.
   */
  readonly text: string;
  /** A state; empty for all. */
  readonly state: string;
  readonly translation: TranslationFilter;
}

export const flowColumns = [
  'protocol',
  'state',
  'client',
  'asked',
  'reached',
  'by',
  'rate',
  'bytes',
  'age',
] as const;
export type FlowColumn = (typeof flowColumns)[number];

export interface FlowSort {
  readonly column: FlowColumn;
  readonly descending: boolean;
}

export interface FlowView {
  readonly filter: FlowFilter;
  readonly sort: FlowSort;
  /** Id of the row whose details are shown. */
  readonly selected: string | null;
}

/** All flows, youngest first: users usually look for a connection that was just opened. */
export const firstView: FlowView = {
  filter: { text: '', state: '', translation: 'any' },
  sort: { column: 'age', descending: false },
  selected: null,
};
