import { z } from 'zod';
import { ruleOwnerSchema } from './rules';
import { textSchema } from '../messages/message';

/** One direction of a connection; with counters where accounting is on. */
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

/**
 * The rule that gave a flow its destination, numbered as by `iptables -S`: the first of a chain is
 * 1.
 */
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

/** Bytes per second, measured between two readings of the counters. */
export const flowRateSchema = z
  .object({
    /** In the direction of the original tuple. */
    original: z.number(),
    reply: z.number(),
  })
  .readonly();

/**
 * One connection as conntrack sees it. The reply tuple is the answer on the wire, so it shows the
 * translation: `dnat` when the answer comes from another address than the original destination,
 * `snat` when it goes to another address than the original source.
 */
export const flowSchema = z
  .object({
    /** Stable while the connection is tracked. */
    id: z.string(),
    /** `tcp`, `udp`, `icmp`, or the protocol's number. */
    protocol: z.string(),
    /** The protocol's state, such as `ESTABLISHED`; absent where it has none. */
    state: z.string().optional(),
    original: flowTupleSchema,
    reply: flowTupleSchema,
    dnat: z.boolean(),
    snat: z.boolean(),
    /** Whether an answer was seen. */
    replied: z.boolean().optional(),
    /** The rule that changed its destination, where exactly such a rule is known. */
    dnatRule: flowRuleSchema.optional(),
    /** Id of the publication that it uses. */
    publication: z.string().optional(),
    /** Ids of the publications that it may use, when that is uncertain. */
    candidates: z.array(z.string()).readonly().optional(),
    /** The endpoint that opened it, and the one that answers. */
    from: endpointNameSchema.optional(),
    to: endpointNameSchema.optional(),
    /**
     * Only for a connection through a proxy: which half it is, the id of the other half, the client
     * at the far end, and the host address that the client connected to.
     */
    half: z.enum(['client', 'backend']).optional(),
    joined: z.string().optional(),
    client: socketEndSchema.optional(),
    asked: socketEndSchema.optional(),
    /** Names of the host interfaces that it passes, in its original direction. */
    wires: z.array(z.string()).readonly(),
    rate: flowRateSchema.optional(),
    /** When it was first seen, in milliseconds since 1970. */
    since: z.number(),
    /** The endpoint whose own table has it; absent for the host's table. */
    namespace: z.string().optional(),
  })
  .readonly();
export type Flow = z.infer<typeof flowSchema>;

export const flowChangeSchema = z
  .object({ type: z.enum(['new', 'update', 'destroy']), flow: flowSchema })
  .readonly();
export type FlowChange = z.infer<typeof flowChangeSchema>;

/** State and statistics of following flows. */
export const flowStatusSchema = z
  .object({
    /** Flows that are tracked now. */
    total: z.number().int(),
    /** Events processed since the first subscriber. */
    events: z.number().int(),
    /**
     * Flows that began since then, each counted once: reported by an event, or found after a gap.
     */
    created: z.number().int().optional(),
    /** Flows that ended since then. */
    ended: z.number().int().optional(),
    /**
     * Events that the kernel dropped since then (ENOBUFS). The table was read again after each gap.
     */
    lost: z.number().int(),
    /** The same by type of event. */
    lostBy: z
      .object({ new: z.number().int(), update: z.number().int(), destroy: z.number().int() })
      .readonly()
      .optional(),
    /**
     * Flows that began and ended within gaps and were missed. With `created`, these are all flows.
     */
    unseen: z.number().int().optional(),
    /** Whether the kernel counts bytes (`net.netfilter.nf_conntrack_acct`). */
    accounting: z.boolean(),
    /** Why flows cannot be followed, if they cannot. */
    trouble: textSchema.optional(),
  })
  .readonly();
export type FlowStatus = z.infer<typeof flowStatusSchema>;

/** Bytes per second by wire or publication, both directions together. */
export const rateTableSchema = z.record(z.string(), z.number()).readonly();
