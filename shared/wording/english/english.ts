import { errorTexts } from './errors';
import { fixTexts } from './fixes';
import { noteTexts } from './notes';
import { obstacleTexts } from './obstacles';
import { placeTexts } from './places';
import { wordTexts } from './words';

/**
 * All sentences that the helper and the main process say to a person, in groups. The window has a table with the same
 * keys for each of its languages.
 */
export const english = {
  why: obstacleTexts,
  place: placeTexts,
  fix: fixTexts,
  note: noteTexts,
  error: errorTexts,
  ...wordTexts,
} as const;
