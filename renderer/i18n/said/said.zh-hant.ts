import type { english } from '#shared/messages/en/en';
import type { Texts } from '../texts';
import { errorsZhHant } from './errors.zh-hant';
import { fixesZhHant } from './fixes.zh-hant';
import { followingZhHant } from './following.zh-hant';
import { launchZhHant } from './launch.zh-hant';
import { notesZhHant } from './notes.zh-hant';
import { obstaclesZhHant } from './obstacles.zh-hant';
import { statesZhHant } from './states.zh-hant';
import { wordsZhHant } from './words.zh-hant';

/** All sentences of the helper and the main process in Traditional Chinese. */
export const saidZhHant: Texts<typeof english> = {
  why: obstaclesZhHant,
  fix: fixesZhHant,
  note: notesZhHant,
  error: errorsZhHant,
  ...followingZhHant,
  ...launchZhHant,
  ...statesZhHant,
  ...wordsZhHant,
};
