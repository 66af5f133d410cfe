import { z } from 'zod';
import { socketEndSchema } from '#shared/model/flow';
import { portSchema, protocolSchema } from '#shared/model/port-spec';

/** One attempt to connect to an address, or to get an answer to a datagram. */
export const attemptSchema = z
  .object({
    id: z.string(),
    protocol: protocolSchema,
    address: z.string(),
    port: portSchema,
    /** Bytes of the datagram to send, all of them zero. With TCP nothing is sent. */
    size: z.number().int(),
  })
  .readonly();
export type Attempt = z.infer<typeof attemptSchema>;

/**
 * The result of an attempt.
 *
 * - `open`: the connection was established and stayed, or data came; the datagram was answered
 * - `closed`: the connection was established and ended at once, without a byte
 * - `refused`: a reset or an ICMP "port unreachable" came back
 * - `silent`: nothing came back in time
 * - `failed`: the system could not even send; `error` has the reason
 */
export const attemptResultSchema = z
  .object({
    id: z.string(),
    outcome: z.enum(['open', 'closed', 'refused', 'silent', 'failed']),
    /** The client's socket, while it is open. */
    local: socketEndSchema.nullable(),
    error: z.string().optional(),
  })
  .readonly();
export type AttemptResult = z.infer<typeof attemptResultSchema>;

/** What a prober reads and writes, one document per line. */
export const proberInputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('connect'), attempts: z.array(attemptSchema).readonly() }),
  /** Closes the connections of the last attempts. */
  z.object({ type: z.literal('release') }),
]);
export const proberOutputSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('results'), results: z.array(attemptResultSchema).readonly() }),
]);
