import type { Topology } from '#shared/model/snapshot';
import type { Reading } from '../observe/records/reading';

/** What the machine looks like while ways are tried. */
export interface Scene {
  readonly topology: Topology;
  readonly reading: Reading;
}
