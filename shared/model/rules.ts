import { z } from 'zod';
import { familyNames } from './address';

/** The owner of a rule, by its chain, the chain that it jumps to, or its interface. */
export const ruleOwnerSchema = z.enum([
  'portolan',
  'docker',
  'podman',
  'ufw',
  'firewalld',
  'kubernetes',
  'libvirt',
  'other',
]);
export type RuleOwner = z.infer<typeof ruleOwnerSchema>;

export const countersSchema = z
  .object({ packets: z.number().int(), bytes: z.number().int() })
  .readonly();

/** One rule. `text` is the rule as `iptables-save` prints it, without its counters. */
export const ruleSchema = z
  .object({
    text: z.string(),
    target: z.string().optional(),
    comment: z.string().optional(),
    owner: ruleOwnerSchema,
    counters: countersSchema.optional(),
  })
  .readonly();
export type Rule = z.infer<typeof ruleSchema>;

export const chainSchema = z
  .object({
    name: z.string(),
    /** Only built-in chains have a policy. */
    policy: z.string().optional(),
    counters: countersSchema.optional(),
    rules: z.array(ruleSchema).readonly(),
  })
  .readonly();
export type Chain = z.infer<typeof chainSchema>;

export const tableSchema = z
  .object({
    family: z.enum(familyNames),
    name: z.string(),
    chains: z.array(chainSchema).readonly(),
  })
  .readonly();
export type Table = z.infer<typeof tableSchema>;
