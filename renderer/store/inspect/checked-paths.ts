import type { Path, Report } from '#shared/model/doctor';

/** A way in as it is shown: `outdated` when something changed since it was observed. */
export interface CheckedPath extends Path {
  readonly outdated: boolean;
}

/** What a check-up with real connections found. */
export function observedPaths(report: Report): readonly CheckedPath[] {
  return report.paths.map((path) => ({ ...path, outdated: false }));
}

/**
 * A new prediction beside what was observed before. Every old observation is out of date: whether it still
 * holds is what the next check tells.
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

/** The same paths, whose observations something made old. */
export function outdated(paths: readonly CheckedPath[]): readonly CheckedPath[] {
  return paths.map((path) => ({ ...path, outdated: path.observed !== 'untested' }));
}
