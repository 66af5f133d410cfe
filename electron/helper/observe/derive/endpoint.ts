import { collect, listeners, neighbours, routes } from '#shared/diff/collections';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import type { NamespaceReading } from '../records/reading';
import { linkRecord } from './link-record';
import type { Place, Wires } from './wires';

/** Computes the endpoint that a namespace is, from what was read of it and how it hangs together with others. */
export function endpointOf(reading: NamespaceReading, wires: Wires): Endpoint {
  const { id, name, names, runtime, state, namespace, pid, image, project, network } = reading;
  const { labels, health, networks, holder } = reading;
  const gateway = network.defaultRoutes[0]?.gateway;
  const gateway6 = network.defaultRoutes6[0]?.gateway;
  const hasLabels = labels !== undefined && Object.keys(labels).length > 0;
  return {
    ...{ id, name, runtime, state },
    ...(names === undefined ? {} : { names }),
    ...(namespace === undefined || runtime === 'netns' ? {} : { namespace }),
    ...(pid === undefined ? {} : { pid }),
    ...(image === undefined ? {} : { image }),
    ...(project === undefined ? {} : { project }),
    ...(hasLabels ? { labels } : {}),
    ...(health === undefined ? {} : { health }),
    ...(networks === undefined ? {} : { networks }),
    ...(holder === undefined ? {} : { holder: { pid: holder.pid, process: holder.process } }),
    interfaces: network.links
      .filter(({ kind }) => kind !== 'loopback')
      .map((link) => endpointInterface({ endpoint: id, link }, wires)),
    ...(gateway === undefined ? {} : { defaultRoute: gateway }),
    ...(gateway6 === undefined ? {} : { defaultRoute6: gateway6 }),
    routes: collect(network.routes, routes),
    neighbours: collect(network.neighbours, neighbours),
    listeners: collect(reading.listeners, listeners),
  };
}

function endpointInterface(place: Place, wires: Wires): EndpointInterface {
  const { name, mac, addresses } = place.link;
  const partner = wires.partner(place);
  const hostEnd = partner?.endpoint === null ? partner.link : undefined;
  return {
    ...{ name, mac, addresses },
    ...linkRecord(place, wires),
    ...(hostEnd?.master === undefined ? {} : { bridge: hostEnd.master }),
    ...(hostEnd === undefined ? {} : { hostPeer: hostEnd.name }),
  };
}
