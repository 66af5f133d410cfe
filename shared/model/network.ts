import { z } from 'zod';
import { familyNames } from './address';

/**
 * An interface of the machine: in an endpoint's namespace when `endpoint` is set, else on the host.
 */
export const interfacePlaceSchema = z
  .object({ name: z.string(), endpoint: z.string().optional() })
  .readonly();
export type InterfacePlace = z.infer<typeof interfacePlaceSchema>;

/** Fields of every interface, on the host or in an endpoint. Absent fields are unknown. */
export const linkFields = {
  /** The kernel's link kind (`bridge`, `veth`, `macvlan`, `tun`, …), `loopback`, or `physical`. */
  kind: z.string(),
  /** Whether it is set up administratively; `running` shows whether it has a carrier. */
  up: z.boolean(),
  /** Whether the kernel sees a carrier (`LOWER_UP`). */
  running: z.boolean().optional(),
  mtu: z.number().int(),
  /** The other end of a veth pair, wherever it is. */
  peer: interfacePlaceSchema.optional(),
  /** The lower device of a vlan, macvlan or ipvlan. */
  parent: interfacePlaceSchema.optional(),
  /** The tag of a vlan. */
  vlan: z.number().int().optional(),
  /** The mode of a macvlan, an ipvlan or a tun, such as `bridge`, `l2`, `tap`. */
  mode: z.string().optional(),
} as const;

/** A route of the main or another table, without the kernel's routes for its own addresses. */
export const routeSchema = z
  .object({
    family: z.enum(familyNames),
    /** `default`, or a network as `address/prefix`. */
    destination: z.string(),
    gateway: z.string().optional(),
    device: z.string().optional(),
    /** The source address of the host's own packets on this route. */
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
 * A neighbour on a link. The kernel's many states become three, so that mere traffic changes
 * nothing: `known` (its MAC is in use), `permanent` (a static entry), `failed` (it does not
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

/** Kernel settings of the host that decide whether packets pass; null where the kernel has none. */
export const hostSysctlsSchema = z
  .object({
    ipForward: z.boolean(),
    ip6Forward: z.boolean().nullable(),
    /**
     * Whether traffic within a bridge traverses iptables; null while `br_netfilter` is not loaded.
     */
    bridgeNfCallIptables: z.boolean().nullable(),
    bridgeNfCallIp6tables: z.boolean().nullable(),
    /**
     * `net.ipv4.conf.{all,default}.rp_filter`. The greater of `all` and the interface's own
     * applies.
     */
    rpFilter: z.object({ all: z.number().int(), default: z.number().int() }).readonly(),
    /** `net.ipv4.conf.all.route_localnet`. This one or the interface's own is enough. */
    routeLocalnet: z.boolean(),
  })
  .readonly();
export type HostSysctls = z.infer<typeof hostSysctlsSchema>;

/** A VLAN that a filtering bridge lets a port carry. */
export const portVlanSchema = z
  .object({
    port: z.string(),
    id: z.number().int(),
    /** The last id of a range that starts at `id`. */
    end: z.number().int().optional(),
    /** Untagged incoming frames belong to this VLAN. */
    pvid: z.boolean(),
    /** Its frames leave untagged. */
    untagged: z.boolean(),
  })
  .readonly();
export type PortVlan = z.infer<typeof portVlanSchema>;
