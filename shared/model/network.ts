import { z } from 'zod';
import { familyNames } from './address';

/**
 * An interface somewhere on the machine: in an endpoint's namespace when one is named, else on the
 * host.
 */
export const interfacePlaceSchema = z
  .object({ name: z.string(), endpoint: z.string().optional() })
  .readonly();
export type InterfacePlace = z.infer<typeof interfacePlaceSchema>;

/** What is told of an interface wherever it is. Absent: not known. */
export const linkFields = {
  /** The kernel's link kind (`bridge`, `veth`, `macvlan`, `tun`, …), `loopback`, or `physical`. */
  kind: z.string(),
  /** Whether somebody has set it up; whether it really carries anything is told by `running`. */
  up: z.boolean(),
  /** Whether the kernel sees a carrier (`LOWER_UP`). */
  running: z.boolean().optional(),
  mtu: z.number().int(),
  /** The other end of a veth pair, wherever it is. */
  peer: interfacePlaceSchema.optional(),
  /** What a vlan, macvlan or ipvlan sits on. */
  parent: interfacePlaceSchema.optional(),
  /** The tag of a vlan. */
  vlan: z.number().int().optional(),
  /** The mode of a macvlan, an ipvlan or a tun, such as `bridge`, `l2`, `tap`. */
  mode: z.string().optional(),
} as const;

/**
 * A route of the main or another table; those that the kernel keeps for its own addresses are left
 * out.
 */
export const routeSchema = z
  .object({
    family: z.enum(familyNames),
    /** `default`, or a network as `address/prefix`. */
    destination: z.string(),
    gateway: z.string().optional(),
    device: z.string().optional(),
    /** The address that own packets get on this way. */
    source: z.string().optional(),
    metric: z.number().int().optional(),
    /** The routing table's name or number; absent for `main`. */
    table: z.string().optional(),
    /** `blackhole`, `unreachable`, …; absent for an ordinary (unicast) route. */
    type: z.string().optional(),
  })
  .readonly();
export type Route = z.infer<typeof routeSchema>;

/**
 * A neighbour on a link. The kernel's many states are three here, so that mere traffic changes
 * nothing: `known` (its MAC is in use), `permanent` (written by hand), `failed` (it does not
 * answer).
 */
export const neighbourSchema = z
  .object({
    address: z.string(),
    device: z.string(),
    mac: z.string().optional(),
    state: z.enum(['known', 'permanent', 'failed']),
  })
  .readonly();
export type Neighbour = z.infer<typeof neighbourSchema>;

/**
 * Kernel settings of the host that decide whether packets pass. `null`: the kernel has no such
 * setting.
 */
export const hostSysctlsSchema = z
  .object({
    ipForward: z.boolean(),
    ip6Forward: z.boolean().nullable(),
    /** Whether traffic within a bridge passes iptables; null while `br_netfilter` is not loaded. */
    bridgeNfCallIptables: z.boolean().nullable(),
    bridgeNfCallIp6tables: z.boolean().nullable(),
    /**
     * `net.ipv4.conf.{all,default}.rp_filter`; an interface's own is on the interface, and the
     * greater counts.
     */
    rpFilter: z.object({ all: z.number().int(), default: z.number().int() }).readonly(),
    /**
     * `net.ipv4.conf.all.route_localnet`; an interface's own is on the interface, and either is
     * enough.
     */
    routeLocalnet: z.boolean(),
  })
  .readonly();
export type HostSysctls = z.infer<typeof hostSysctlsSchema>;

/** What a VLAN-filtering bridge lets a port carry. */
export const portVlanSchema = z
  .object({
    port: z.string(),
    id: z.number().int(),
    /** The last id of a range that begins with `id`. */
    end: z.number().int().optional(),
    /** Frames without a tag that come in belong to this VLAN. */
    pvid: z.boolean(),
    /** Frames of it leave without a tag. */
    untagged: z.boolean(),
  })
  .readonly();
export type PortVlan = z.infer<typeof portVlanSchema>;
