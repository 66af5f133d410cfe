import { z } from 'zod';
import { familyOf, parseCidr, type Cidr } from '#shared/model/address';

/** A route to a network. */
export interface Route {
  readonly network: Cidr;
  readonly device?: string;
}

const routeSchema = z.object({ dst: z.string(), dev: z.string().optional() });

/** Reads `ip -json route show`; default routes are left out. */
export function parseRoutes(text: string): readonly Route[] {
  const records = z.array(z.unknown()).parse(JSON.parse(text.trim() === '' ? '[]' : text));
  return records.flatMap((record): Route[] => {
    const route = routeSchema.safeParse(record).data;
    if (route === undefined) return [];
    const { dst, dev } = route;
    const alone = familyOf(dst) === 4 ? '32' : '128';
    const network = parseCidr(dst.includes('/') ? dst : `${dst}/${alone}`);
    return network.ok
      ? [{ network: network.value, ...(dev === undefined ? {} : { device: dev }) }]
      : [];
  });
}
