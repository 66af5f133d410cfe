import { z } from 'zod';
import { textSchema } from '../messages/message';
import { publicationSchema } from './publication';
import { ruleOwnerSchema } from './rules';
import { pathFromSchema } from './trace';

/** What blocks a path, as seen in the configuration or from the fate of a packet. */
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

/**
 * How to remove an obstacle. Only the helper can: a client names it by publication, path and code.
 */
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
    /** One or two sentences that a beginner understands. */
    explanation: textSchema,
    /** The owner of the rule that is the obstacle, and the rule. */
    owner: ruleOwnerSchema.optional(),
    rule: z.string().optional(),
    /** Present where a safe fix is known. */
    fix: fixSchema.optional(),
  })
  .readonly();
export type Obstacle = z.infer<typeof obstacleSchema>;

/** What the doctor found on one path to a publication. */
export const pathSchema = z
  .object({
    from: pathFromSchema,
    /** What a client connects to: `192.0.2.1:2345`. */
    target: textSchema,
    /** From the configuration. */
    predicted: z.enum(['reachable', 'unreachable', 'untested']),
    /** From a real connection. */
    observed: z.enum(['reachable', 'unreachable', 'untested']),
    /** Whether prediction and observation differ. */
    differs: z.boolean(),
    /** Why it was not tested, or how it was. */
    note: textSchema.optional(),
    obstacle: obstacleSchema.optional(),
  })
  .readonly();
export type Path = z.infer<typeof pathSchema>;

/** A fix that was applied, and can be undone. */
export const appliedFixSchema = fixSchema.unwrap().extend({ id: z.string() }).readonly();
export type AppliedFix = z.infer<typeof appliedFixSchema>;

export const reportSchema = z
  .object({
    publication: publicationSchema,
    paths: z.array(pathSchema).readonly(),
    /** Fixes that were applied to its paths, oldest first; absent when there are none. */
    fixes: z.array(appliedFixSchema).readonly().optional(),
  })
  .readonly();
export type Report = z.infer<typeof reportSchema>;
