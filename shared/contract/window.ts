import { z } from 'zod';
import { languageSchema } from '../model/language';
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
  /**
   * A snapshot from a file stands in the place of a world, to be looked at only; `world` is the way
   * back.
   */
  z
    .object({
      phase: z.literal('file'),
      world: worldSchema,
      /** The file's name, without its folder. */
      file: z.string(),
      /** When the snapshot was taken, as ISO 8601. */
      savedAt: z.string(),
    })
    .readonly(),
]);
export type WorldState = z.infer<typeof worldStateSchema>;

/**
 * All that the window can ask of the main process: every method of the helper, and the app's own.
 */
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
      /** What went wrong before the window could be told. */
      notice: appErrorSchema.nullable(),
    }),
  },
  /** Goes to a world. `consent` answers the `consent` phase. Calling it again tries again. */
  chooseWorld: {
    input: z.strictObject({ world: worldSchema, consent: z.boolean().default(false) }),
    output: z.object({}),
  },
  /** Tells which language the window speaks, so that the app's menu speaks it too. */
  setLanguage: { input: z.strictObject({ language: languageSchema }), output: z.object({}) },
  /** Asks the user for a snapshot's file and shows it. `done` is false when no file was chosen. */
  openSnapshot: { input: z.strictObject({}), output: z.object({ done: z.boolean() }) },
  /** Asks the user for a file and saves the snapshot that the window shows. */
  saveSnapshot: { input: z.strictObject({}), output: z.object({ done: z.boolean() }) },
} as const;

export type WindowMethods = typeof windowMethods;
export type WindowClient = Client<WindowMethods>;
export type WindowHandlers = Handlers<WindowMethods>;

/** What the main process tells the window without being asked. */
export const windowEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('world'), state: worldStateSchema }).readonly(),
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }).readonly(),
  /** What the user asked for by the menu has failed. */
  z.object({ type: z.literal('notice'), error: appErrorSchema }).readonly(),
  ...helperEventSchema.options,
]);
export type WindowEvent = z.infer<typeof windowEventSchema>;

/** The one object that the preload script puts on `window`. */
export interface WindowBridge {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): void;
}
