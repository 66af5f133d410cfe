import type { Obstacle, Path } from '#shared/model/doctor';

/** One obstacle with all the paths that it blocks. */
export interface ObstacleGroup {
  readonly key: string;
  readonly obstacle: Obstacle;
  readonly paths: readonly [Path, ...Path[]];
}

/**
 * Groups obstacles, in the order of the first path that each blocks, so that each is listed once.
 */
export function obstacleGroups(paths: readonly Path[]): readonly ObstacleGroup[] {
  const groups = new Map<string, ObstacleGroup>();
  for (const path of paths) {
    const { obstacle } = path;
    if (obstacle === undefined) continue;
    const { code, where, rule, explanation, fix } = obstacle;
    const key = JSON.stringify([code, where, rule, explanation, fix]);
    const group = groups.get(key);
    groups.set(key, {
      key,
      obstacle,
      paths: group === undefined ? [path] : [...group.paths, path],
    });
  }
  return [...groups.values()];
}
