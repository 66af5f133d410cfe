import type { Neighbour, Route } from '#shared/model/network';
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
}

export const emptyNetwork: NetworkReading = {
  links: [],
  defaultRoutes: [],
  defaultRoutes6: [],
  routes: [],
  neighbours: [],
};

/**
 * Reads the output of an `ip -json -details -batch` with `address show`, `route show table all` and
 * `neighbour show`: one JSON document a line.
 *
 * @throws when the text is not what iproute2 prints
 */
export function parseNetwork(text: string): NetworkReading {
  const [links = '[]', listed = '[]', neighbours = '[]'] = text
    .split('\n')
    .filter((line) => line.startsWith('['));
  const routes = parseRoutes(JSON.parse(listed));
  return {
    links: parseLinks(JSON.parse(links)),
    defaultRoutes: defaultRoutes(routes, 'ipv4'),
    defaultRoutes6: defaultRoutes(routes, 'ipv6'),
    routes,
    neighbours: parseNeighbours(JSON.parse(neighbours)),
  };
}
