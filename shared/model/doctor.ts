import { z } from 'zod';
import { textSchema } from '../messages/message';
import { publicationSchema } from './publication';
import { ruleOwnerSchema } from './rules';
import { wayInSchema } from './trace';

/** What stands in a way: found by looking at the configuration, or by what became of a packet. */
export const obstacleCodeSchema = z.enum([
  'ENDPOINT_NOT_RUNNING',
  'NOT_LISTENING',
  'LISTENS_ON_LOOPBACK_ONLY',
  'LISTENS_ON_OTHER_ADDRESS',
  'NO_ADDRESS',
  'NO_DEFAULT_ROUTE',
  'INTERFACE_DOWN',
  'BRIDGE_DOWN',
  'WRONG_INTERFACE',
  'FORWARD_POLICY_DROP',
  'DROPPED_BY_RULE',
  'IP_FORWARD_OFF',
  'NO_DNAT_RULE',
  'DNAT_SHADOWED',
  'PORT_HELD_BY_OTHER',
  'NO_PROXY',
  'HAIRPIN_WITHOUT_MASQUERADE',
  'RP_FILTER',
  'LOOPBACK_GUARD',
  'HOST_ADDRESS_ONLY',
  'NO_IPV6',
  'STALE_CONNECTION',
  'MTU_MISMATCH',
  'UNKNOWN',
]);
export type ObstacleCode = z.infer<typeof obstacleCodeSchema>;

/** What removes an obstacle. Only the helper knows how: a client names it by publication, path and code. */
export const fixSchema = z
  .object({
    label: textSchema,
    commands: z.array(z.string()).readonly(),
  })
  .readonly();

export const obstacleSchema = z
  .object({
    code: obstacleCodeSchema,
    /** The place: `filter FORWARD`, `c1 eth0`, `net.ipv4.ip_forward`, … */
    where: textSchema,
    /** One or two sentences for a beginner. */
    explanation: textSchema,
    /** Whose rule it is, when it is a rule; and the rule. */
    owner: ruleOwnerSchema.optional(),
    rule: z.string().optional(),
    /** Present where a safe one is known. */
    fix: fixSchema.optional(),
  })
  .readonly();
export type Obstacle = z.infer<typeof obstacleSchema>;

/** A finding on one way in. */
export const pathSchema = z
  .object({
    from: wayInSchema,
    /** What a client asks: `192.0.2.1:2345`. */
    target: textSchema,
    /** By the configuration as it was read. */
    predicted: z.enum(['reachable', 'unreachable', 'untested']),
    /** By a real connection. */
    observed: z.enum(['reachable', 'unreachable', 'untested']),
    /** Whether prediction and observation differ. */
    differs: z.boolean(),
    /** Why it was not tested, or how it was. */
    note: textSchema.optional(),
    obstacle: obstacleSchema.optional(),
  })
  .readonly();
export type Path = z.infer<typeof pathSchema>;

/** A fix that was applied, and can be taken back. */
export const appliedFixSchema = fixSchema.unwrap().extend({ id: z.string() }).readonly();
export type AppliedFix = z.infer<typeof appliedFixSchema>;

export const reportSchema = z
  .object({
    publication: publicationSchema,
    paths: z.array(pathSchema).readonly(),
    /** What was mended on its ways, oldest first; absent when nothing was. */
    fixes: z.array(appliedFixSchema).readonly().optional(),
  })
  .readonly();
export type Report = z.infer<typeof reportSchema>;
