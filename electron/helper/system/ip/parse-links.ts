import { z } from 'zod';
import { parseAddress } from '#shared/model/address';

/** A network interface as `ip -json -details address show` tells it. */
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
  /** What somebody wrote to it (`ip link set alias`). */
  readonly alias?: string;
  /** Of a bridge's port: whether frames may leave by the port that they came in by. */
  readonly hairpin?: boolean;
  /** The other end of a veth pair, or the link below, when it is in the same namespace. */
  readonly peerName?: string;
  /** Its index, when it is in another namespace. */
  readonly peerIndex?: number;
  /** That namespace: its name when it has one, else the id by which this namespace knows it. */
  readonly peerNamespace?: string | number;
  /** Of a bridge: whether it keeps VLANs apart. */
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
 * Reads the JSON of `ip -json -details address show`. A link that vanished while it was listed is an empty
 * object there, and is left out.
 *
 * @throws when the document is no list
 */
export function parseLinks(json: unknown): readonly Link[] {
  return z
    .array(z.unknown())
    .parse(json)
    .flatMap((item) => linkSchema.safeParse(item).data ?? [])
    .map(readLink);
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

/** What only links of some kinds have (iproute2's `iplink_*.c` name the fields). */
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
