import { z } from 'zod';
import { hostPortName, portSchema, protocolSchema } from './port-spec';
import { textSchema } from '../messages/message';

/** Who created an object in the kernel. */
export const originSchema = z.enum(['portolan', 'docker', 'podman', 'other']);
export type Origin = z.infer<typeof originSchema>;

/** A host address, port and protocol that is forwarded to an endpoint's port. */
export const publicationSchema = z
  .object({
    id: z.string(),
    origin: originSchema,
    protocol: protocolSchema,
    /** `*` for every address of both families, or one canonical address. */
    hostIp: z.string(),
    hostPort: portSchema,
    /** null when the rules point to an address that no known endpoint has. */
    endpoint: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** null while the endpoint is gone or not running. */
    containerIp: z.string().nullable(),
    containerPort: portSchema,
    /** Whether netfilter rewrites the destination. */
    dnat: z.boolean(),
    /** Whether a userland proxy serves the paths that DNAT cannot. */
    proxy: z.boolean(),
    /**
     * Whether Portolan accepts it in FORWARD, and masquerades its hairpin traffic; absent for
     * publications of other origin.
     */
    forward: z.boolean().optional(),
    masquerade: z.boolean().optional(),
    state: z.enum(['active', 'waiting', 'degraded', 'failed']),
    /** Why the state is not `active`, or what is missing although it is, for a person. */
    reason: textSchema.optional(),
  })
  .readonly();
export type Publication = z.infer<typeof publicationSchema>;

/**
 * The id of a publication: its host side, so that rules are readable without a table of ids:
 * `tcp-2345`.
 */
export function publicationId(hostIp: string, hostPort: number, protocol: string): string {
  return [protocol, ...(hostIp === '*' ? [] : [hostIp]), String(hostPort)].join('-');
}

/** The host side of a publication, as people write it: `2345/tcp`. */
export function publicationName(
  publication: Pick<Publication, 'hostIp' | 'hostPort' | 'protocol'>,
): string {
  return hostPortName(publication.hostIp, publication.hostPort, publication.protocol);
}
