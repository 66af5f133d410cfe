import { z } from 'zod';
import { textSchema } from '#shared/messages/message';
import { changeSchema } from './allowed-change';

/** A fix that the doctor applied, with its undo. */
export const fixRecordSchema = z
  .object({
    id: z.string(),
    publication: z.string(),
    label: textSchema.default(''),
    /** Whether all its changes were made; an incomplete fix is undone at the next start. */
    complete: z.boolean().default(true),
    /**
     * The boot and network namespace in which it was applied; elsewhere there is nothing to undo.
     */
    machine: z.string(),
    commands: z.array(z.string()).readonly(),
    undo: z.discriminatedUnion('kind', [
      z.object({
        kind: z.literal('changes'),
        changes: z.array(changeSchema).readonly(),
        /** Whether it stays when the helper ends. */
        lasting: z.boolean(),
      }),
      z.object({ kind: z.literal('adjust'), parts: z.record(z.string(), z.boolean()) }),
    ]),
  })
  .readonly();
export type FixRecord = z.infer<typeof fixRecordSchema>;
