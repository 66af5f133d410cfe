import type { Path, Report } from '#shared/model/doctor';

/** A path as displayed: `outdated` if something changed since it was observed. */
export interface CheckedPath extends Path {
  readonly outdated: boolean;
}

/** Returns the paths of a check-up with real connections. */
export function observedPaths(report: Report): readonly CheckedPath[] {
  return report.paths.map((path) => ({ ...path, outdated: false }));
}

/**
 * Combines a new prediction with earlier observations. All of them are outdated: only the next
 * check shows whether they still hold.
 */
export function predictedPaths(
  before: readonly CheckedPath[],
  report: Report,
): readonly CheckedPath[] {
  return report.paths.map((path) => {
    const old = before.find(({ from, target }) => from === path.from && target === path.target);
    return old === undefined || old.observed === 'untested'
      ? { ...path, outdated: false }
      : { ...path, observed: old.observed, differs: false, outdated: true };
  });
}
