import { z } from 'zod';
import { socketEndSchema } from '#shared/model/flow';
import { portSchema, protocolSchema } from '#shared/model/port-spec';

/** One try of a way in: who is asked, and how. */
export const questionSchema = z
  .object({
    id: z.string(),
    protocol: protocolSchema,
    address: z.string(),
    port: portSchema,
    /** Bytes of the datagram that is sent, all of them zero. TCP sends nothing. */
    size: z.number().int(),
  })
  .readonly();
export type Question = z.infer<typeof questionSchema>;

/**
 * What came of it.
 *
 * - `open`: a connection was made and stayed, or data came; a datagram was answered
 * - `closed`: a connection was made and ended at once, without a byte
 * - `refused`: told by a reset or an ICMP "port unreachable" that nobody is there
 * - `silent`: nothing came back in time
 * - `failed`: the system could not even send, `error` says why
 */
export const answerSchema = z
  .object({
    id: z.string(),
    outcome: z.enum(['open', 'closed', 'refused', 'silent', 'failed']),
    /** The asking socket, as long as it is open. */
    local: socketEndSchema.nullable(),
    error: z.string().optional(),
  })
  .readonly();
export type Answer = z.infer<typeof answerSchema>;

/** What a prober reads and writes, one document a line. */
export const proberInputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ask'), questions: z.array(questionSchema).readonly() }),
  /** Lets go of the connections that the last questions made. */
  z.object({ type: z.literal('release') }),
]);
export const proberOutputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('answers'), answers: z.array(answerSchema).readonly() }),
]);
