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
  readonly master?: string;
  /** What somebody wrote to it (`ip link set alias`). */
  readonly alias?: string;
  /** Of a bridge's port: whether frames may leave by the port that they came in by. */
  readonly hairpin?: boolean;
  /** Index of the other end of a veth pair, or of the link below, in the namespace `peerNamespace`. */
  readonly peerIndex?: number;
  /** The peer's namespace: its name when it has one, else the id by which this namespace knows it. */
  readonly peerNamespace?: string | number;
  /** `address/prefix`, canonical. */
  readonly addresses: readonly string[];
}

export interface DefaultRoute {
  /** Absent for a route that leads straight onto the link. */
  readonly gateway?: string;
  readonly device: string;
}

/** What one namespace's network looks like. */
export interface NetworkReading {
  readonly links: readonly Link[];
  readonly defaultRoutes: readonly DefaultRoute[];
}

const linkSchema = z.object({
  ifindex: z.number(),
  ifname: z.string(),
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
      info_slave_data: z.object({ hairpin: z.boolean().optional() }).optional(),
    })
    .optional(),
  addr_info: z.array(z.object({ local: z.string().optional(), prefixlen: z.number() })),
});

const routeSchema = z.object({ gateway: z.string().optional(), dev: z.string().optional() });

/**
 * Reads the output of an `ip -json -batch` with `address show` and `route show default`: one JSON document
 * a line.
 *
 * @throws when the text is not what iproute2 prints
 */
export function parseNetwork(text: string): NetworkReading {
  const [links = '[]', routes = '[]'] = text.split('\n').filter((line) => line.startsWith('['));
  return {
    // `ip` prints an empty object for a link that vanished while it was listed.
    links: z
      .array(z.unknown())
      .parse(JSON.parse(links))
      .flatMap((item) => linkSchema.safeParse(item).data ?? [])
      .map(readLink),
    defaultRoutes: z
      .array(routeSchema)
      .parse(JSON.parse(routes))
      .flatMap(({ gateway, dev }) =>
        dev === undefined ? [] : [{ device: dev, ...(gateway === undefined ? {} : { gateway }) }],
      ),
  };
}

function readLink(link: z.infer<typeof linkSchema>): Link {
  const peerNamespace = link.link_netns ?? link.link_netnsid;
  const hairpin = link.linkinfo?.info_slave_data?.hairpin;
  return {
    index: link.ifindex,
    name: link.ifname,
    kind: link.linkinfo?.info_kind ?? (link.link_type === 'loopback' ? 'loopback' : 'physical'),
    mac: link.address ?? '',
    mtu: link.mtu,
    up: link.flags.includes('UP'),
    ...(link.master === undefined ? {} : { master: link.master }),
    ...(link.ifalias === undefined ? {} : { alias: link.ifalias }),
    ...(hairpin === undefined ? {} : { hairpin }),
    ...(link.link_index === undefined ? {} : { peerIndex: link.link_index }),
    ...(peerNamespace === undefined ? {} : { peerNamespace }),
    addresses: link.addr_info.flatMap(({ local, prefixlen }) => {
      const address = parseAddress(local ?? '');
      return address.ok ? [`${address.value}/${String(prefixlen)}`] : [];
    }),
  };
}

/** Reads the IPv6 default routes of `/proc/PID/net/ipv6_route` (net/ipv6/route.c, `rt6_info_route`). */
export function parseDefaultRoutes6(text: string): readonly DefaultRoute[] {
  return text.split('\n').flatMap((line): DefaultRoute[] => {
    const fields = line.trim().split(/\s+/);
    const [destination, prefix, , , gatewayHex = '', , , , flags = '0'] = fields;
    const device = fields[9];
    if (device === undefined || device === 'lo') return [];
    if (destination !== '0'.repeat(32) || prefix !== '00') return [];
    const gatewayFlag = 0x2;
    if ((Number.parseInt(flags, 16) & gatewayFlag) === 0) return [{ device }];
    const gateway = parseAddress((gatewayHex.match(/.{4}/g) ?? []).join(':'));
    return gateway.ok ? [{ device, gateway: gateway.value }] : [];
  });
}
