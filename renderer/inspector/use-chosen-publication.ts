import type { Publication } from '#shared/model/publication';
import { sortPublications } from '../store/selectors';
import { useDoctor, useUi } from '../store/services';

/** The selected publication; else the one that was looked at last, else the first. null when there is none. */
export function useChosenPublication(publications: readonly Publication[]): Publication | null {
  const selection = useUi((ui) => ui.selection);
  const last = useDoctor((doctor) => doctor.chosen);
  const wanted = selection.kind === 'publication' ? selection.id : last;
  return publications.find(({ id }) => id === wanted) ?? sortPublications(publications)[0] ?? null;
}
