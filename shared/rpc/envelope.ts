import { z } from 'zod';

/** Names a call within its connection. birpc makes ids of 21 characters. */
const idSchema = z.string().min(1).max(64);

/** A call, or an event when it has no id, as birpc writes it. */
const requestSchema = z.object({
  t: z.literal('q'),
  m: z.string().min(1).max(64),
  a: z.array(z.unknown()).max(1),
  i: idSchema.optional(),
});

/** The answer to a call. */
const responseSchema = z.object({
  t: z.literal('s'),
  i: idSchema,
  r: z.unknown().optional(),
  e: z.unknown().optional(),
});

export type Request = z.infer<typeof requestSchema>;

/** The message as a request; null when it is none. */
export function asRequest(message: unknown): Request | null {
  return requestSchema.safeParse(message).data ?? null;
}

/** The message as a response, or as the only request that a client serves: an event. */
export function forClient(message: unknown): unknown {
  const response = responseSchema.safeParse(message).data;
  if (response !== undefined) return response;
  const request = asRequest(message);
  return request?.m === 'notify' && request.i === undefined ? request : null;
}

/** The id of a message that is no request, if it has one under which it can be answered. */
export function idOf(message: unknown): string | null {
  return z.object({ i: idSchema }).safeParse(message).data?.i ?? null;
}
