import { z } from 'zod';
import { ruleOwnerSchema } from './rules';
import { textSchema } from '../messages/message';

/** One direction of a connection: who sends to whom, and how much went so far where accounting is on. */
export const flowTupleSchema = z
  .object({
    src: z.string(),
    dst: z.string(),
    /** Absent for protocols without ports. */
    sport: z.number().int().optional(),
    dport: z.number().int().optional(),
    packets: z.number().int().optional(),
    bytes: z.number().int().optional(),
  })
  .readonly();
export type FlowTuple = z.infer<typeof flowTupleSchema>;

/** The rule that gave a flow its destination, as `iptables -S` counts it: the first of a chain is 1. */
export const flowRuleSchema = z
  .object({
    table: z.string(),
    chain: z.string(),
    number: z.number().int(),
    comment: z.string().optional(),
    owner: ruleOwnerSchema,
  })
  .readonly();
export type FlowRule = z.infer<typeof flowRuleSchema>;

const endpointNameSchema = z.object({ id: z.string(), name: z.string() }).readonly();

/** One side of a connection. */
export const socketEndSchema = z.object({ address: z.string(), port: z.number().int() }).readonly();
export type SocketEnd = z.infer<typeof socketEndSchema>;

/** Bytes a second, measured between two looks at the counters. */
export const flowRateSchema = z
  .object({
    /** In the direction of the original tuple. */
    original: z.number(),
    reply: z.number(),
  })
  .readonly();

/**
 * One connection as conntrack sees it. The reply tuple is what the answer looks like on the wire, so it shows
 * what translation did: `dnat` when the answer does not come from where was asked, `snat` when it does not go to
 * who asked.
 */
export const flowSchema = z
  .object({
    /** Stable as long as the connection is tracked. */
    id: z.string(),
    /** `tcp`, `udp`, `icmp`, or the protocol's number. */
    protocol: z.string(),
    /** The state of the protocol's machine, such as `ESTABLISHED`; absent where there is none. */
    state: z.string().optional(),
    original: flowTupleSchema,
    reply: flowTupleSchema,
    dnat: z.boolean(),
    snat: z.boolean(),
    /** Whether an answer was seen. */
    replied: z.boolean().optional(),
    /** The rule that led it elsewhere, where one is known that does just this. */
    dnatRule: flowRuleSchema.optional(),
    /** Id of the publication that it came in by. */
    publication: z.string().optional(),
    /** Ids of the publications that it may have come in by, when that is not certain. */
    candidates: z.array(z.string()).readonly().optional(),
    /** The endpoint that opened it, and the one that answers. */
    from: endpointNameSchema.optional(),
    to: endpointNameSchema.optional(),
    /**
     * Of a connection through a proxy: which half it is, the id of the other one, the client at the far end, and the
     * address of the host that it asked.
     */
    half: z.enum(['client', 'backend']).optional(),
    joined: z.string().optional(),
    client: socketEndSchema.optional(),
    asked: socketEndSchema.optional(),
    /** Names of the host's interfaces that it passes, in the order of its original direction. */
    wires: z.array(z.string()).readonly(),
    rate: flowRateSchema.optional(),
    /** When it was first seen, in milliseconds since 1970. */
    since: z.number(),
    /** The endpoint in whose own table it stands; absent for the host's table. */
    namespace: z.string().optional(),
  })
  .readonly();
export type Flow = z.infer<typeof flowSchema>;

export const flowChangeSchema = z
  .object({ type: z.enum(['new', 'update', 'destroy']), flow: flowSchema })
  .readonly();
export type FlowChange = z.infer<typeof flowChangeSchema>;

/** How the table of flows is kept. */
export const flowStatusSchema = z
  .object({
    /** Flows that are tracked now. */
    total: z.number().int(),
    /** Events taken since the first subscriber came. */
    events: z.number().int(),
    /** Flows that began since then: each is counted once, whether it was told or found after a gap. */
    created: z.number().int().optional(),
    /** Flows that ended since then. */
    ended: z.number().int().optional(),
    /** Events that the kernel dropped since then (ENOBUFS); the table was read anew after each gap. */
    lost: z.number().int(),
    /** The same by what they would have told. */
    lostBy: z
      .object({ new: z.number().int(), update: z.number().int(), destroy: z.number().int() })
      .readonly()
      .optional(),
    /** Flows that began and ended in gaps, so that they were never seen: `created` and these are all there were. */
    unseen: z.number().int().optional(),
    /** Whether the kernel counts bytes (`net.netfilter.nf_conntrack_acct`). */
    accounting: z.boolean(),
    /** Why flows cannot be followed, when they cannot. */
    trouble: textSchema.optional(),
  })
  .readonly();
export type FlowStatus = z.infer<typeof flowStatusSchema>;

/** Bytes a second by a wire's or a publication's name, both directions together. */
export const rateTableSchema = z.record(z.string(), z.number()).readonly();
