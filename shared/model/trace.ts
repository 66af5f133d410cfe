import { z } from 'zod';
import { familyNames } from './address';
import { ruleOwnerSchema } from './rules';
import { protocolSchema } from './port-spec';
import { textSchema } from '../messages/message';

/** An inbound path to a publication; build/docs/guide.md lists all six. */
export const pathFromSchema = z.enum([
  'lan',
  'host-address',
  'loopback4',
  'loopback6',
  'neighbour',
  'self',
]);
export type PathFrom = z.infer<typeof pathFromSchema>;

/** The namespace that a packet is in: `host`, or an endpoint's id. */
const namespaceSchema = z.string();

/** A traced packet, as it was when it was first seen. */
export const tracedPacketSchema = z.object({
  /** The same for all hops of a packet, in every namespace. */
  traceId: z.string(),
  namespace: namespaceSchema,
  iif: z.string().optional(),
  oif: z.string().optional(),
  src: z.string(),
  dst: z.string(),
  sport: z.number().int().optional(),
  dport: z.number().int().optional(),
  protocol: z.string(),
  /** TCP flags as in `syn`, `syn,ack`. */
  flags: z.string().optional(),
  length: z.number().int(),
});
export type TracedPacket = z.infer<typeof tracedPacketSchema>;

/** What a rule changed in the packet. */
export const headerChangeSchema = z
  .object({
    field: z.enum(['src', 'dst', 'sport', 'dport', 'mark']),
    from: z.string(),
    to: z.string(),
  })
  .readonly();

/** One rule, policy or return on a packet's path. */
export const hopSchema = z.object({
  traceId: z.string(),
  /** From 1, across all namespaces. */
  seq: z.number().int(),
  namespace: namespaceSchema,
  family: z.enum([...familyNames, 'bridge', 'inet']),
  table: z.string(),
  chain: z.string(),
  /** The hook of the chain, or of the base chain that jumped to it. */
  hook: z.enum(['prerouting', 'input', 'forward', 'output', 'postrouting']).optional(),
  kind: z.enum(['rule', 'policy', 'return']),
  /** The rule as `iptables-save` prints it if it belongs to iptables, else as nft prints it. */
  rule: z.string().optional(),
  comment: z.string().optional(),
  /** `accept`, `drop`, `continue`, `jump CHAIN`, `return`, `dnat`, `masquerade`, … */
  verdict: z.string(),
  owner: ruleOwnerSchema,
  iif: z.string().optional(),
  oif: z.string().optional(),
  changed: z.array(headerChangeSchema).readonly().optional(),
  /** The routing decision since the previous hop. */
  route: z
    .object({ to: z.enum(['local', 'forward', 'out']), oif: z.string().optional() })
    .readonly()
    .optional(),
  /** A note for the reader, such as that the connection's first packet decided NAT. */
  note: textSchema.optional(),
  /**
   * Only on a packet's last hop: delivered to a socket of this namespace, sent out of the last
   * namespace that is traced, dropped by this rule or policy, or lost without any rule's verdict.
   */
  outcome: z.enum(['delivered', 'sent', 'dropped', 'lost']).optional(),
});
export type Hop = z.infer<typeof hopSchema>;

export const traceEndSchema = z.object({
  reason: z.enum(['count', 'timeout', 'stopped', 'failed']),
  packets: z.number().int(),
  /** Trace messages that the kernel dropped. */
  lost: z.number().int(),
  message: textSchema.optional(),
});

/** One line of a trace. */
export const traceLineSchema = z.discriminatedUnion('type', [
  tracedPacketSchema.extend({ type: z.literal('packet') }).readonly(),
  hopSchema.extend({ type: z.literal('hop') }).readonly(),
  traceEndSchema.extend({ type: z.literal('end') }).readonly(),
]);
export type TraceLine = z.infer<typeof traceLineSchema>;

/** Prefix of the names of tables that a trace creates for its own duration. */
export const traceTablePrefix = 'portolan-trace-';

/**
 * Whether a hop is in a trace's own table, which means that no other program has rules at its hook.
 */
export function isTraceTable(table: string): boolean {
  return table.startsWith(traceTablePrefix);
}

const port = z.number().int().min(1).max(65535);

/** Which packets to follow. */
export const traceTargetSchema = z.discriminatedUnion('kind', [
  /** A publication's id, `[HOST_IP:]HOST_PORT[/PROTO]`, or a port specification that names one. */
  z.strictObject({ kind: z.literal('publication'), selector: z.string().min(1).max(200) }),
  z.strictObject({ kind: z.literal('flow'), id: z.string().min(1).max(200) }),
  z.strictObject({
    kind: z.literal('filter'),
    protocol: z.union([protocolSchema, z.literal('icmp')]),
    src: z.string().max(64).optional(),
    dst: z.string().max(64).optional(),
    sport: port.optional(),
    dport: port.optional(),
  }),
]);
export type TraceTarget = z.infer<typeof traceTargetSchema>;
