import { z } from 'zod';
import { languageSchema } from '../model/language';
import { snapshotSchema } from '../model/snapshot';
import { worldSchema } from '../model/status';
import { appErrorSchema } from '../result/app-error';
import { helperEventSchema, helperMethods } from './helper';
import type { Client, Handlers } from './method';

/** The world that the window shows, and the state of the connection to its helper. */
export const worldStateSchema = z.discriminatedUnion('phase', [
  z.object({ phase: z.literal('connecting'), world: worldSchema }).readonly(),
  /** Root is needed: the user sees why, and which command will be run, and may consent. */
  z.object({ phase: z.literal('consent'), world: worldSchema, command: z.string() }).readonly(),
  z.object({ phase: z.literal('connected'), world: worldSchema }).readonly(),
  z.object({ phase: z.literal('failed'), world: worldSchema, error: appErrorSchema }).readonly(),
  /** A snapshot from a file is shown, read-only; `world` is the one to return to. */
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

/** Every method of the main process for the window: the helper's, and the app's own. */
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
      /** What went wrong before there was a window to show it. */
      notice: appErrorSchema.nullable(),
    }),
  },
  /** Switches to a world. `consent` answers the `consent` phase. Calling it again retries. */
  chooseWorld: {
    input: z.strictObject({ world: worldSchema, consent: z.boolean().default(false) }),
    output: z.object({}),
  },
  /** Sets the language of the window, which the app's menu then uses too. */
  setLanguage: { input: z.strictObject({ language: languageSchema }), output: z.object({}) },
  /** Lets the user choose a snapshot file, and shows it. `done` is false when none was chosen. */
  openSnapshot: { input: z.strictObject({}), output: z.object({ done: z.boolean() }) },
  /** Lets the user choose a file, and saves the snapshot that the window shows. */
  saveSnapshot: { input: z.strictObject({}), output: z.object({ done: z.boolean() }) },
} as const;

export type WindowMethods = typeof windowMethods;
export type WindowClient = Client<WindowMethods>;
export type WindowHandlers = Handlers<WindowMethods>;

/** Events that the main process sends to the window. */
export const windowEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('world'), state: worldStateSchema }).readonly(),
  z.object({ type: z.literal('snapshot'), snapshot: snapshotSchema }).readonly(),
  /** An action of the menu has failed. */
  z.object({ type: z.literal('notice'), error: appErrorSchema }).readonly(),
  ...helperEventSchema.options,
]);
export type WindowEvent = z.infer<typeof windowEventSchema>;

/** The one object that the preload script exposes to the page. */
export interface WindowBridge {
  post(message: unknown): void;
  on(listener: (message: unknown) => void): void;
}
