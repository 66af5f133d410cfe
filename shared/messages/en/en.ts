import { cleanup } from './cleanup';
import { errors } from './errors';
import { findings } from './findings';
import { following } from './following';
import { launch } from './launch';
import { states } from './states';
import { trust } from './trust';
import { words } from './words';

/** All texts that the helper, the main process and the command line report, in groups. */
export const messagesEn = {
  ...cleanup,
  ...errors,
  ...findings,
  ...following,
  ...launch,
  ...states,
  ...trust,
  ...words,
} as const;
