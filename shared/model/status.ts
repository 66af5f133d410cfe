import { z } from 'zod';
import { textSchema } from '../messages/message';
import { firewallSchema } from './snapshot';

/** One Linux network stack that the app looks at. */
export const worldSchema = z.enum(['lab', 'computer']);
export type World = z.infer<typeof worldSchema>;

export const statusSchema = z
  .object({
    version: z.string(),
    /** Version of the contract. Helper and client must have the same. */
    protocol: z.number().int(),
    pid: z.number().int(),
    world: worldSchema,
    uptimeSeconds: z.number(),
    firewall: firewallSchema,
    endpoints: z.number().int(),
    publications: z.number().int(),
    warnings: z.array(textSchema).readonly(),
  })
  .readonly();
export type Status = z.infer<typeof statusSchema>;
