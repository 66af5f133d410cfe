import { z } from 'zod';
import { snapshotSchema } from '../model/snapshot';
import { worldSchema } from '../model/status';
import { appErrorSchema } from '../result/app-error';
import { helperEventSchema, helperMethods } from './helper';
import type { Client, Handlers } from './method';

/** Which world the window looks at, and how far the way to its helper is. */
export const worldStateSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('connecting'), world: worldSchema }).readonly(),
  /** Root is needed: the user is told why and what will be run, and may agree. */
  z.object({ phase: z.literal('consent'), world: worldSchema, command: z.string() }).readonly(),
  z.object({ phase: z.literal('connected'), world: worldSchema }).readonly(),
  z.object({ phase: z.literal('failed'), world: worldSchema, error: appErrorSchema }).readonly(),
]);
export type WorldState = z.infer<typeof worldStateSchema>;

/** All that the window can ask of the main process: every method of the helper, and the app's own. */
export const windowMethods = {
  ...helperMethods,
  /** The state at start; later changes come as events. */
  initial: {
    input: z.strictObject({}),
    output: z.object({
      state: worldStateSchema,
      snapshot: snapshotSchema.nullable(),
      /** BCP 47 tag of the user's language. */
      locale: z.string(),
    }),
  },
  /** Goes to a world. `consent` answers the `consent` phase. Calling it again tries again. */
  chooseWorld: {
    input: z.strictObject({ world: worldSchema, consent: z.boolean().default(false) }),
    output: z.object({}),
  },
} as const;

export type WindowMethods = typeof windowMethods;
export type WindowClient = Client<WindowMethods>;
export type WindowHandlers = Handlers<WindowMethods>;

/** What the main process tells the window without being asked. */
export const windowEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('world'), state: worldStateSchema }).readonly(),
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }).readonly(),
  ...helperEventSchema.options,
]);
export type WindowEvent = z.infer<typeof windowEventSchema>;

/** The one object that the preload script puts on `window`. */
export interface WindowBridge {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): void;
}
