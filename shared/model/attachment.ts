import { z } from 'zod';
import { appError } from '../result/app-error';
import { err, ok, type Result } from '../result/result';
import { msg, textSchema } from '../messages/message';

/** A veth pair that Portolan keeps between a bridge of its own and an endpoint. */
export const attachmentSchema = z
  .object({
    /** Also the name of the pair's end on the host. */
    id: z.string(),
    bridge: z.string(),
    endpoint: z.object({ id: z.string(), name: z.string() }).readonly(),
    /** The interface inside the endpoint. */
    interface: z.string(),
    /** `address/prefix`, canonical. */
    address: z.string(),
    state: z.enum(['active', 'waiting', 'failed']),
    /** Why the state is not `active`, or what a person should know beyond it. */
    reason: textSchema.optional(),
  })
  .readonly();
export type Attachment = z.infer<typeof attachmentSchema>;

/** Reads the name of a network interface (net/core/dev.c, `dev_valid_name`, without what options could be). */
export function parseInterfaceName(text: string): Result<string> {
  return /^(?!-|\.{1,2}$|all$|default$)[A-Za-z0-9_.-]{1,15}$/.test(text)
    ? ok(text)
    : err(appError('BAD_REQUEST', msg('error.notInterfaceName', { text })));
}
