import { z } from 'zod';
import { appError } from '../result/app-error';
import { err, ok, type Result } from '../result/result';
import { msg, textSchema } from '../messages/message';

/** A veth pair that Portolan maintains between one of its bridges and an endpoint. */
export const attachmentSchema = z
  .object({
    /** Also the name of the pair's host end. */
    id: z.string(),
    bridge: z.string(),
    endpoint: z.object({ id: z.string(), name: z.string() }).readonly(),
    /** The interface inside the endpoint. */
    interface: z.string(),
    /** `address/prefix`, canonical. */
    address: z.string(),
    state: z.enum(['active', 'waiting', 'failed']),
    /** Why the state is not `active`, or a remark for the user. */
    reason: textSchema.optional(),
  })
  .readonly();
export type Attachment = z.infer<typeof attachmentSchema>;

/**
 * Checks the name of a network interface (net/core/dev.c, `dev_valid_name`), and refuses names that
 * could be options.
 */
export function parseInterfaceName(text: string): Result<string> {
  return /^(?!-|\.{1,2}$|all$|default$)[A-Za-z0-9_.-]{1,15}$/.test(text)
    ? ok(text)
    : err(appError('BAD_REQUEST', msg('error.notInterfaceName', { text })));
}
