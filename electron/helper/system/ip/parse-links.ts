import { z } from 'zod';
import { parseAddress } from '#shared/model/address';

/** A network interface as `ip -json -details address show` lists it. */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly kind: string;
  readonly mac: string;
  readonly mtu: number;
  readonly up: boolean;
  /** Whether there is a carrier (`LOWER_UP`). */
  readonly running: boolean;
  readonly master?: string;
  /** The alias (`ip link set alias`). */
  readonly alias?: string;
  /** For a bridge port: whether frames may leave by the port that they arrived on. */
  readonly hairpin?: boolean;
  /** The other end of a veth pair, or the link below, if it is in the same namespace. */
  readonly peerName?: string;
  /** Its index, if it is in another namespace. */
  readonly peerIndex?: number;
  /** That namespace: its name if it has one, else the id by which this namespace knows it. */
  readonly peerNamespace?: string | number;
  /** For a bridge: whether it separates VLANs. */
  readonly vlanFiltering?: boolean;
  /** The tag of a vlan. */
  readonly vlan?: number;
  /** The mode of a macvlan, an ipvlan or a tun. */
  readonly mode?: string;
  /** `address/prefix`, canonical. */
  readonly addresses: readonly string[];
}

const infoDataSchema = z.object({
  id: z.number().optional().catch(undefined),
  mode: z.string().optional().catch(undefined),
  type: z.string().optional().catch(undefined),
  vlan_filtering: z.number().optional().catch(undefined),
});

const linkSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
  link: z.string().nullish(),
  link_index: z.number().optional(),
  link_netnsid: z.number().optional(),
  link_netns: z.string().optional(),
  flags: z.array(z.string()),
  mtu: z.number(),
  master: z.string().optional(),
  ifalias: z.string().optional(),
  link_type: z.string(),
  address: z.string().optional(),
  linkinfo: z
    .object({
      info_kind: z.string().optional(),
      info_data: infoDataSchema.optional().catch(undefined),
      info_slave_data: z.object({ hairpin: z.boolean().optional() }).optional(),
    })
    .optional(),
  addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number() })),
});

/**
 * Reads the JSON of `ip -json -details address show`. Skips links that disappeared during the
 * listing, which are empty objects there.
 */
export function parseLinks(listed: readonly unknown[]): readonly Link[] {
  return listed.flatMap((item) => linkSchema.safeParse(item).data ?? []).map(readLink);
}

function readLink(link: z.infer<typeof linkSchema>): Link {
  const peerNamespace = link.link_netns ?? link.link_netnsid;
  const hairpin = link.linkinfo?.info_slave_data?.hairpin;
  const kind =
    link.linkinfo?.info_kind ?? (link.link_type === 'loopback' ? 'loopback' : 'physical');
  const peerName = link.link ?? undefined;
  return {
    index: link.ifindex,
    name: link.ifname,
    kind,
    mac: link.address ?? '',
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    running: link.flags.includes('LOWER_UP'),
    master: link.master,
    alias: link.ifalias,
    hairpin,
    peerName,
    peerIndex: link.link_index,
    peerNamespace,
    ...ofKind(kind, link.linkinfo?.info_data ?? {}),
    addresses: link.addr_info.flatMap(({ local, prefixlen }) => {
      const address = parseAddress(local ?? '');
      return address.ok ? [`${address.value}/${String(prefixlen)}`] : [];
    }),
  };
}

/** Fields of some kinds of links only (iproute2's `iplink_*.c` name them). */
function ofKind(
  kind: string,
  { id, mode, type, vlan_filtering: filtering }: z.infer<typeof infoDataSchema>,
): Pick<Link, 'vlan' | 'mode' | 'vlanFiltering'> {
  switch (kind) {
    case 'bridge':
      return filtering === undefined ? {} : { vlanFiltering: filtering === 1 };
    case 'vlan':
      return id === undefined ? {} : { vlan: id };
    case 'macvlan':
    case 'macvtap':
    case 'ipvlan':
    case 'ipvtap':
      return mode === undefined ? {} : { mode };
    case 'tun':
      return type === undefined ? {} : { mode: type };
    default:
      return {};
  }
}
