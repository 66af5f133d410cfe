/** How the user looks at the table of flows. */

export const translations = ['any', 'dnat', 'snat', 'both', 'none'] as const;
export type Translation = (typeof translations)[number];

export interface FlowFilter {
  /** Words that all must fit; `port:`, `address:`, `container:` and `state:` say where to look. */
  readonly text: string;
  /** A state, or every one (empty). */
  readonly state: string;
  readonly translation: Translation;
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

/** Every flow, the youngest first: what was asked just now is what one looks for. */
export const firstView: FlowView = {
  filter: { text: '', state: '', translation: 'any' },
  sort: { column: 'age', descending: false },
  selected: null,
};
