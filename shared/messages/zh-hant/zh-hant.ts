import type { messagesEn } from '../en/en';
import type { Translation } from '../template';
import { cleanup } from './cleanup';
import { errors } from './errors';
import { findings } from './findings';
import { following } from './following';
import { launch } from './launch';
import { states } from './states';
import { trust } from './trust';
import { words } from './words';

/** The same texts in Traditional Chinese. */
export const messagesZhHant: Translation<typeof messagesEn> = {
  ...cleanup,
  ...errors,
  ...findings,
  ...following,
  ...launch,
  ...states,
  ...trust,
  ...words,
};
