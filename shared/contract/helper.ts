import { z } from 'zod';
import { snapshotDiffSchema } from '../diff/snapshot-diff';
import { attachmentSchema } from '../model/attachment';
import { portSchema, protocolSchema } from '../model/port-spec';
import { publicationSchema } from '../model/publication';
import { tableSchema } from '../model/rules';
import { bridgeSchema, endpointInterfaceSchema, snapshotSchema } from '../model/snapshot';
import { statusSchema } from '../model/status';
import { portHolderSchema } from '../result/app-error';
import type { Client, Handlers } from './method';

/** Raised whenever a method, an event or a record changes so that an older peer would misread it. */
export const protocolVersion = 1;

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
]);
export type HelperEvent = z.infer<typeof helperEventSchema>;
