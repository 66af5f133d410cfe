import type { Neighbour, Route } from '#shared/model/network';
import { parseIpJson } from '../parse-ip-json';
import { parseLinks, type Link } from './parse-links';
import { parseNeighbours } from './parse-neighbours';
import { defaultRoutes, parseRoutes, type DefaultRoute } from './parse-routes';

/** The network of one namespace. */
export interface NetworkReading {
  readonly links: readonly Link[];
  /** The IPv4 ones, the preferred one first. */
  readonly defaultRoutes: readonly DefaultRoute[];
  readonly defaultRoutes6: readonly DefaultRoute[];
  /** The routes of all tables except the local one. */
  readonly routes: readonly Route[];
  readonly neighbours: readonly Neighbour[];
  /** How many records could not be read. */
  readonly unread: number;
}

export const emptyNetwork: NetworkReading = {
  links: [],
  defaultRoutes: [],
  defaultRoutes6: [],
  routes: [],
  neighbours: [],
  unread: 0,
};

/**
 * Reads the output of an `ip -json -details -batch` with `address show`, `route show table all` and
 * `neighbour show`: one JSON document a line. Leaves out what cannot be read, and counts it.
 */
export function parseNetwork(text: string): NetworkReading {
  const [links, listed, neighbours] = text
    .split('\n')
    .filter((line) => line.startsWith('['))
    .map(parseIpJson);
  const routes = parseRoutes(listed?.records ?? []);
  return {
    links: parseLinks(links?.records ?? []),
    defaultRoutes: defaultRoutes(routes, 'ipv4'),
    defaultRoutes6: defaultRoutes(routes, 'ipv6'),
    routes,
    neighbours: parseNeighbours(neighbours?.records ?? []),
    unread: (links?.unread ?? 0) + (listed?.unread ?? 0) + (neighbours?.unread ?? 0),
  };
}
