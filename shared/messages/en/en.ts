import { errorTexts } from './errors';
import { fileTexts } from './files';
import { fixTexts } from './fixes';
import { followTexts } from './following';
import { launchTexts } from './launch';
import { noteTexts } from './notes';
import { obstacleTexts } from './obstacles';
import { placeTexts } from './places';
import { staleTexts, stateTexts } from './states';
import { traceTexts } from './traces';
import { wordTexts } from './words';

/**
 * All sentences that the helper and the main process say to a person, in groups. The window has a table with the same
 * keys for each of its other languages.
 */
export const english = {
  why: obstacleTexts,
  place: placeTexts,
  fix: fixTexts,
  note: noteTexts,
  error: errorTexts,
  follow: followTexts,
  launch: launchTexts,
  file: fileTexts,
  state: stateTexts,
  stale: staleTexts,
  trace: traceTexts,
  ...wordTexts,
} as const;
