import { z } from 'zod';
import { familyName, familyOf, parseAddress, parseCidr } from '#shared/model/address';
import type { Route } from '#shared/model/network';

const hopSchema = z.object({ gateway: z.string().optional(), dev: z.string().optional() });
const routeSchema = hopSchema.extend({
  dst: z.string(),
  type: z.string().optional(),
  /** A gateway of the other family. */
  via: z.object({ host: z.string() }).optional(),
  prefsrc: z.string().optional(),
  metric: z.number().optional(),
  table: z.string().optional(),
  /** Only IPv6 routes have one (RFC 4191). */
  pref: z.string().optional(),
  nexthops: z.array(hopSchema).optional(),
});

/** Routes that the kernel adds for its own addresses (rtnetlink(7), `rtm_type`). */
const ownTypes = new Set(['local', 'broadcast', 'anycast', 'multicast']);

/**
 * Reads the JSON of `ip -json -details route show table all`: the routes of both families. Skips
 * routes of the local table, for multicast and of link-local networks; a route with several next
 * hops becomes several routes.
 */
export function parseRoutes(listed: readonly unknown[]): readonly Route[] {
  return listed.flatMap((item) => {
    const route = routeSchema.safeParse(item).data;
    if (route === undefined || route.table === 'local' || ownTypes.has(route.type ?? '')) return [];
    if (route.dst === 'fe80::/64') return [];
    const hops = route.nexthops ?? [];
    return (hops.length === 0 ? [route] : hops).flatMap((hop) => readRoute(route, hop) ?? []);
  });
}

function readRoute(
  { dst, via, pref, prefsrc: source, metric = 0, table = 'main', type = 'unicast' }: Listed,
  { gateway: hopGateway, dev }: z.infer<typeof hopSchema>,
): Route | undefined {
  const family = familyName(pref !== undefined ? 6 : familyOf(dst));
  const destination = dst === 'default' ? dst : networkText(dst);
  const gateway = parseAddress(hopGateway ?? via?.host ?? '');
  if (destination === undefined) return undefined;
  return {
    family,
    destination,
    gateway: gateway.ok ? gateway.value : undefined,
    device: dev,
    source,
    metric: metric === 0 ? undefined : metric,
    table: table === 'main' ? undefined : table,
    type: type === 'unicast' ? undefined : type,
  };
}

type Listed = z.infer<typeof routeSchema>;

/** A network as `address/prefix`. iproute2 prints single addresses without a prefix. */
function networkText(dst: string): string | undefined {
  const alone = familyOf(dst) === 4 ? '32' : '128';
  const cidr = parseCidr(dst.includes('/') ? dst : `${dst}/${alone}`);
  return cidr.ok ? `${cidr.value.address}/${String(cidr.value.prefix)}` : undefined;
}

/** A default route of own and forwarded packets. */
export interface DefaultRoute {
  /** Absent for a route directly onto the link. */
  readonly gateway?: string;
  readonly device: string;
}

/** The default routes of one family in the main table, the preferred one first. */
export function defaultRoutes(
  routes: readonly Route[],
  family: Route['family'],
): readonly DefaultRoute[] {
  return routes
    .filter((route) => route.family === family && route.destination === 'default')
    .filter(({ table, type }) => table === undefined && type === undefined)
    .sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0))
    .flatMap(({ device, gateway }) => (device === undefined ? [] : [{ device, gateway }]));
}
