import type { HelperMethods } from '#shared/contract/helper';
import type { Input, Output } from '#shared/contract/method';
import type { PortRequest } from '#shared/model/port-spec';
import { publicationId } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import { readPortRequests } from '../observe/derive/port-requests';
import { resolvePublications } from '../observe/derive/publications';
import { proxyCommands } from '../plan/commands';
import { destinationsOf, type PublishIntent } from '../plan/resolved-publication';
import type { PortReservations } from '../proxy/port-reservations';
import type { Reconciler } from '../reconcile/reconciler';
import { readSysctl } from '../system/sysctl';
import { choosablePorts, dynamicPorts, parseReservedPorts } from './free-port';
import { lookAtTarget } from './target';

type Publish = HelperMethods['publish'];

/** Publishes the ports that a request names: all of them, or none and nothing changes. */
export async function publish(
  reconciler: Reconciler,
  ports: PortReservations,
  input: Input<Publish>,
): Promise<Result<Output<Publish>>> {
  const requests = readPortRequests(input.specs);
  if (!requests.ok) return requests;
  const { dryRun } = input;
  return reconciler.transact(
    async (tx) => {
      const target = await lookAtTarget(tx, input.target);
      if (!target.ok) return target;
      const { view, endpoint } = target.value;
      const destinations = destinationsOf(endpoint, view.topology.host);
      if (destinations[4] === undefined && destinations[6] === undefined) {
        const text = msg('error.noReachableAddress', { endpoint: endpoint.name });
        return err(appError('ENDPOINT_HAS_NO_ADDRESS', text, { endpoint: endpoint.id }));
      }
      const added = await reservePorts(ports, endpoint, requests.value, input);
      if (!added.ok) return added;
      const publications = [...tx.intents.publications, ...added.value];
      const done = await tx.commit(view, { publications });
      if (dryRun || !done.ok) for (const { id } of added.value) ports.release(id, 0);
      if (!done.ok) return done;
      const ids = new Set(added.value.map(({ id }) => id));
      const started = resolvePublications(added.value, view.topology).flatMap(proxyCommands);
      return ok({
        publications: done.value.snapshot.publications.filter(({ id }) => ids.has(id)),
        commands: [...done.value.commands, ...started],
      });
    },
    { dryRun },
  );
}

/** Reserves the host port of every request; when one is taken, the others are released. */
async function reservePorts(
  ports: PortReservations,
  endpoint: Endpoint,
  requests: readonly PortRequest[],
  input: Input<Publish>,
): Promise<Result<readonly PublishIntent[]>> {
  const intents: PublishIntent[] = [];
  for (const request of requests) {
    const reserved = await reservePort(ports, endpoint, request, input);
    if (!reserved.ok) {
      for (const { id } of intents) ports.release(id, 0);
      return reserved;
    }
    intents.push(reserved.value);
  }
  return ok(intents);
}

/** Reserves the first port of a request that is free. */
async function reservePort(
  ports: PortReservations,
  { id, name }: Endpoint,
  { protocol, hostIp, hostPort, containerPort }: PortRequest,
  { dnat, proxy }: Input<Publish>,
): Promise<Result<PublishIntent>> {
  const noneFree = msg('error.noFreePort', { port: containerPort, endpoint: name });
  let refusal = appError('BAD_REQUEST', noneFree);
  for (const port of await candidatePorts(hostPort)) {
    const intent: PublishIntent = {
      id: publicationId(hostIp, port, protocol),
      target: { id, name },
      protocol,
      hostIp,
      hostPort: port,
      containerPort,
      dnat,
      proxy,
      forward: true,
      masquerade: true,
    };
    const taken = await ports.take(intent);
    if (taken.ok) return ok(intent);
    refusal = taken.error;
    if (refusal.code !== 'PORT_IN_USE') break;
  }
  return err(refusal);
}

async function candidatePorts(wanted: PortRequest['hostPort']): Promise<Iterable<number>> {
  if (typeof wanted === 'number') return [wanted];
  if (wanted !== null) return choosablePorts(wanted, []);
  const reserved = parseReservedPorts((await readSysctl('net.ipv4.ip_local_reserved_ports')) ?? '');
  return choosablePorts(dynamicPorts, reserved);
}
