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
import { traceLineSchema, traceTargetSchema, wayInSchema } from '../model/trace';
import { portHolderSchema } from '../result/app-error';
import { textSchema } from '../messages/message';
import type { Client, Handlers } from './method';

/** Raised whenever a method, an event or a record changes so that an older peer would misread it. */
export const protocolVersion = 3;

const nothing = z.strictObject({});
const commands = z.array(z.string()).readonly();
/** What went through one proxy. */
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
  /** How many flows are not in the list, because only the newest are told of a very long table. */
  omitted: z.number().int().optional(),
});
const text = z.string().min(1).max(200);
/** Plan and check only: nothing is changed. */
const dryRun = z.boolean().default(false);
/** What an attachment is, and the interface that the endpoint has by it (without a MAC in a dry run). */
const attachedSchema = z.object({
  attachment: attachmentSchema,
  interface: endpointInterfaceSchema,
  commands,
});

/** All that a client can ask of the helper. */
export const helperMethods = {
  status: { input: nothing, output: statusSchema },
  snapshot: { input: nothing, output: snapshotSchema },
  /** Gives the whole snapshot; from then on every change comes as a `changes` event. */
  subscribe: { input: nothing, output: snapshotSchema },
  publish: {
    input: z.strictObject({
      /** An endpoint's id or name, or `netns:NAME`. */
      target: text,
      /** Port specifications as Docker writes them; all of them are published, or none. */
      specs: z.array(text).min(1).max(1000),
      proxy: z.boolean().default(true),
      dnat: z.boolean().default(true),
      dryRun,
    }),
    output: z.object({ publications: z.array(publicationSchema).readonly(), commands }),
  },
  unpublish: {
    input: z.strictObject({
      /** Ids, or `[HOST_IP:]HOST_PORT[/PROTO]`; all of them are removed, or none. */
      selectors: z.array(text).min(1).max(1000),
      dryRun,
    }),
    output: z.object({ removed: z.array(publicationSchema).readonly(), commands }),
  },
  /** Makes a bridge whose network leaves the host masqueraded, and is let through FORWARD. */
  createBridge: {
    input: z.strictObject({
      name: text,
      /** The bridge's own `address/prefix`: the gateway of what is attached to it. */
      address: text,
      dryRun,
    }),
    output: z.object({ bridge: bridgeSchema, commands }),
  },
  /** Takes a bridge of Portolan away. BAD_REQUEST as long as something is attached to it. */
  deleteBridge: {
    input: z.strictObject({ name: text, dryRun }),
    output: z.object({ bridge: bridgeSchema, commands }),
  },
  /** Joins a running endpoint to a bridge of Portolan: veth pair, address, default route unless it has one. */
  attach: {
    input: z.strictObject({
      target: text,
      bridge: text,
      /** `address/prefix` or an address of the bridge's network; the next free one when absent. */
      address: text.optional(),
      /** Name inside the endpoint; `eth0` or the next free `ethN` when absent. */
      interface: text.optional(),
      dryRun,
    }),
    output: attachedSchema,
  },
  /** Takes an attachment away, whether its endpoint runs or not. */
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
  /** The commands that make one publication where nothing of Portolan is yet, as a person would type them. */
  commands: { input: z.strictObject({ id: text }), output: z.object({ commands }) },
  /** What went through the proxy of each publication since the helper was started. */
  counters: {
    input: nothing,
    output: z.object({ publications: z.record(z.string(), countersSchema) }),
  },
  /**
   * Tries the ways to publications, of whatever origin. Without a selector all of them are looked at; `observe`
   * also tries each way by a real connection.
   */
  doctor: {
    input: z.strictObject({
      /** An id, `[HOST_IP:]HOST_PORT[/PROTO]`, or the port specification that published it. */
      selector: text.optional(),
      observe: z.boolean().default(true),
    }),
    output: z.object({ reports: z.array(reportSchema).readonly() }),
  },
  /** Removes the obstacle that the doctor found on a way, if it still stands there; gives how it is then. */
  applyFix: {
    input: z.strictObject({ publication: text, from: wayInSchema, code: obstacleCodeSchema }),
    output: z.object({
      /** What {@link undoFix} takes back. */
      fix: z.string(),
      commands,
      report: reportSchema,
    }),
  },
  undoFix: {
    input: z.strictObject({ fix: text }),
    output: z.object({ commands, report: reportSchema.nullable() }),
  },
  /** Switches parts of a publication of Portolan off or on again. Parts that are not named stay as they are. */
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
  /** The connections that are tracked now: the host's, or those in an endpoint's own table. */
  flows: {
    input: z.strictObject({ endpoint: text.optional() }),
    output: flowListSchema,
  },
  /**
   * The same, and from then on every change as a `flows` event, to this client only, at most ten times a second.
   * A client follows one table at a time: the last that it asked for.
   */
  followFlows: {
    input: z.strictObject({ endpoint: text.optional() }),
    output: flowListSchema,
  },
  unfollowFlows: { input: nothing, output: z.object({}) },
  /** Lets the kernel count bytes of connections that begin from now on, or puts that back as it was. */
  setAccounting: {
    input: z.strictObject({ on: z.boolean() }),
    output: z.object({ accounting: z.boolean(), commands }),
  },
  /** Begins to follow packets; what is seen comes as `trace` events, to this client only. */
  startTrace: {
    input: z.strictObject({
      target: traceTargetSchema,
      /** How many packets are followed. */
      count: z.number().int().min(1).max(100).default(1),
      /** Seconds until it ends by itself. */
      timeout: z.number().min(1).max(300).default(30),
      /** Send a test packet on this way once the trace stands. */
      probe: wayInSchema.optional(),
    }),
    output: z.object({ session: z.string() }),
  },
  stopTrace: { input: z.strictObject({ session: text }), output: z.object({}) },
  rules: { input: nothing, output: z.object({ tables: z.array(tableSchema).readonly() }) },
  /** Ends a lab. A helper of this computer answers UNSUPPORTED: it is ended by who started it. */
  shutdown: { input: nothing, output: z.object({}) },
} as const;

export type HelperMethods = typeof helperMethods;
export type HelperClient = Client<HelperMethods>;
export type HelperHandlers = Handlers<HelperMethods>;

/** What the helper tells its subscribers without being asked. */
export const helperEventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('changes'), diff: snapshotDiffSchema }).readonly(),
  z
    .object({
      type: z.literal('flows'),
      changes: z.array(flowChangeSchema).readonly(),
      status: flowStatusSchema,
      /** How many changes were left out, because the client reads too slowly or there were too many at once. */
      omitted: z.number().int().optional(),
      /** Rates by the name of a host's interface and by a publication's id; absent where none was measured. */
      wires: rateTableSchema.optional(),
      publications: rateTableSchema.optional(),
    })
    .readonly(),
  /** Something to look after, once; `status` tells it as well from then on. */
  z.object({ type: z.literal('warning'), text: textSchema }).readonly(),
  z.object({ type: z.literal('trace'), session: z.string(), line: traceLineSchema }).readonly(),
]);
export type HelperEvent = z.infer<typeof helperEventSchema>;
