import { z } from 'zod';
import { snapshotDiffSchema } from '../diff/snapshot-diff';
import { attachmentSchema } from '../model/attachment';
import { obstacleCodeSchema, reportSchema } from '../model/doctor';
import { flowChangeSchema, flowSchema, flowStatusSchema, rateTableSchema } from '../model/flow';
import { portSchema, protocolSchema } from '../model/port-spec';
import { publicationSchema } from '../model/publication';
import { tableSchema } from '../model/rules';
import { bridgeSchema, endpointInterfaceSchema, snapshotSchema } from '../model/snapshot';
import { statusSchema } from '../model/status';
import { traceLineSchema, traceTargetSchema, pathFromSchema } from '../model/trace';
import { portHolderSchema } from '../result/app-error';
import { textSchema } from '../messages/message';
import type { Client, Handlers } from './method';

/** Raised whenever an older peer would misread a changed method, event or record. */
export const protocolVersion = 3;

const nothing = z.strictObject({});
const commands = z.array(z.string()).readonly();
/** Traffic of one proxy. */
const countersSchema = z
  .object({
    open: z.number().int(),
    accepted: z.number().int(),
    dropped: z.number().int(),
    bytesIn: z.number().int(),
    bytesOut: z.number().int(),
  })
  .readonly();
const flowListSchema = z.object({
  flows: z.array(flowSchema).readonly(),
  status: flowStatusSchema,
  /** How many flows are not in the list, because only the newest of a very long table are sent. */
  omitted: z.number().int().optional(),
});
const text = z.string().min(1).max(200);
/** Plan and check only; change nothing. */
const dryRun = z.boolean().default(false);
/** An attachment, and its interface inside the endpoint (without a MAC in a dry run). */
const attachedSchema = z.object({
  attachment: attachmentSchema,
  interface: endpointInterfaceSchema,
  commands,
});

/** Every method of the helper. */
export const helperMethods = {
  status: { input: nothing, output: statusSchema },
  snapshot: { input: nothing, output: snapshotSchema },
  /** Returns the whole snapshot; every later change arrives as a `changes` event. */
  subscribe: { input: nothing, output: snapshotSchema },
  publish: {
    input: z.strictObject({
      /** An endpoint's id or name, or `netns:NAME`. */
      target: text,
      /** Port specifications as Docker writes them. Either all are published, or none. */
      specs: z.array(text).min(1).max(1000),
      proxy: z.boolean().default(true),
      dnat: z.boolean().default(true),
      dryRun,
    }),
    output: z.object({ publications: z.array(publicationSchema).readonly(), commands }),
  },
  unpublish: {
    input: z.strictObject({
      /** Ids, or `[HOST_IP:]HOST_PORT[/PROTO]`. Either all are removed, or none. */
      selectors: z.array(text).min(1).max(1000),
      dryRun,
    }),
    output: z.object({ removed: z.array(publicationSchema).readonly(), commands }),
  },
  /** Creates a bridge whose network is masqueraded on its way out and accepted in FORWARD. */
  createBridge: {
    input: z.strictObject({
      name: text,
      /** The bridge's own `address/prefix`: the gateway of attached endpoints. */
      address: text,
      dryRun,
    }),
    output: z.object({ bridge: bridgeSchema, commands }),
  },
  /** Deletes a bridge that Portolan created. BAD_REQUEST while something is attached to it. */
  deleteBridge: {
    input: z.strictObject({ name: text, dryRun }),
    output: z.object({ bridge: bridgeSchema, commands }),
  },
  /**
   * Attaches a running endpoint to a bridge that Portolan created: veth pair, address, and a
   * default route unless it has one.
   */
  attach: {
    input: z.strictObject({
      target: text,
      bridge: text,
      /** `address/prefix`, or an address in the bridge's network; the next free one when absent. */
      address: text.optional(),
      /** Name inside the endpoint; `eth0` or the next free `ethN` when absent. */
      interface: text.optional(),
      dryRun,
    }),
    output: attachedSchema,
  },
  /** Removes an attachment, whether or not its endpoint is running. */
  detach: {
    input: z.strictObject({ target: text, bridge: text, dryRun }),
    output: attachedSchema,
  },
  /** Whether a host port can be published now, and the next one that can. */
  checkPort: {
    input: z.strictObject({
      hostIp: z.string().max(64).default('*'),
      hostPort: portSchema,
      protocol: protocolSchema.default('tcp'),
    }),
    output: z.object({
      free: z.boolean(),
      holder: portHolderSchema.optional(),
      /** The nearest free port from `hostPort` upwards, `hostPort` itself when it is free. */
      suggestion: portSchema.nullable(),
    }),
  },
  /** The shell commands that would create this publication on a clean host. */
  commands: { input: z.strictObject({ id: text }), output: z.object({ commands }) },
  /** Traffic of each publication's proxy since the helper started. */
  counters: {
    input: nothing,
    output: z.object({ publications: z.record(z.string(), countersSchema) }),
  },
  /**
   * Checks the paths to publications of every origin, or to those that match the selector. With
   * `observe` it also probes each path with a real connection.
   */
  doctor: {
    input: z.strictObject({
      /** An id, `[HOST_IP:]HOST_PORT[/PROTO]`, or the port specification that published it. */
      selector: text.optional(),
      observe: z.boolean().default(true),
    }),
    output: z.object({ reports: z.array(reportSchema).readonly() }),
  },
  /**
   * Removes an obstacle that the doctor found on a path, if it is still there. Returns the new
   * report.
   */
  applyFix: {
    input: z.strictObject({ publication: text, from: pathFromSchema, code: obstacleCodeSchema }),
    output: z.object({
      /** The id that `undoFix` takes. */
      fix: z.string(),
      commands,
      report: reportSchema,
    }),
  },
  undoFix: {
    input: z.strictObject({ fix: text }),
    output: z.object({ commands, report: reportSchema.nullable() }),
  },
  /** Turns parts of a publication that Portolan created off or on. Absent parts stay unchanged. */
  adjust: {
    input: z.strictObject({
      id: text,
      dnat: z.boolean().optional(),
      proxy: z.boolean().optional(),
      forward: z.boolean().optional(),
      masquerade: z.boolean().optional(),
      dryRun,
    }),
    output: z.object({ publication: publicationSchema, commands }),
  },
  /** Currently tracked connections: the host's, or those in an endpoint's own table. */
  flows: {
    input: z.strictObject({ endpoint: text.optional() }),
    output: flowListSchema,
  },
  /**
   * The same; every later change arrives as a `flows` event, for this client only and at most ten
   * times a second. A client follows one table at a time: the last one that it requested.
   */
  followFlows: {
    input: z.strictObject({ endpoint: text.optional() }),
    output: flowListSchema,
  },
  unfollowFlows: { input: nothing, output: z.object({}) },
  /**
   * Turns the counting of bytes on, for connections that begin from now on, or restores its former
   * state.
   */
  setAccounting: {
    input: z.strictObject({ on: z.boolean() }),
    output: z.object({ accounting: z.boolean(), commands }),
  },
  /** Starts to trace packets. Hops arrive as `trace` events, for this client only. */
  startTrace: {
    input: z.strictObject({
      target: traceTargetSchema,
      /** How many packets to follow. */
      count: z.number().int().min(1).max(100).default(1),
      /** Time limit, in seconds. */
      timeout: z.number().min(1).max(300).default(30),
      /** Send a test packet on this path once the trace is set up. */
      probe: pathFromSchema.optional(),
    }),
    output: z.object({ session: z.string() }),
  },
  stopTrace: { input: z.strictObject({ session: text }), output: z.object({}) },
  rules: { input: nothing, output: z.object({ tables: z.array(tableSchema).readonly() }) },
  /** Ends a lab. A helper of this computer answers UNSUPPORTED: only its starter ends it. */
  shutdown: { input: nothing, output: z.object({}) },
} as const;

export type HelperMethods = typeof helperMethods;
export type HelperClient = Client<HelperMethods>;
export type HelperHandlers = Handlers<HelperMethods>;

/** Events that the helper sends to its subscribers. */
export const helperEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changes'), diff: snapshotDiffSchema }).readonly(),
  z
    .object({
      type: z.literal('flows'),
      changes: z.array(flowChangeSchema).readonly(),
      status: flowStatusSchema,
      /**
       * How many changes were skipped, because the client reads too slowly or too many came at
       * once.
       */
      omitted: z.number().int().optional(),
      /** Rates by the name of a host interface and by publication id; absent where not measured. */
      wires: rateTableSchema.optional(),
      publications: rateTableSchema.optional(),
    })
    .readonly(),
  /** A problem that needs attention, sent once; `status` lists it from then on. */
  z.object({ type: z.literal('warning'), text: textSchema }).readonly(),
  z.object({ type: z.literal('trace'), session: z.string(), line: traceLineSchema }).readonly(),
]);
export type HelperEvent = z.infer<typeof helperEventSchema>;

/**
 * Sent to a client whose call takes long, so that it does not take the helper for stopped. Clients
 * ignore its content: it is no event of the contract.
 */
export const signOfLife = { type: 'working' } as const;
