import type { PortRange, PortRequest } from '#shared/model/port-spec';
import { publicationId } from '#shared/model/publication';
import type { Endpoint } from '#shared/model/snapshot';
import { appError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { msg } from '#shared/messages/message';
import type { PublishIntent } from '../plan/resolved-publication';
import type { PortReservations } from '../proxy/port-reservations';
import { readSysctl } from '../system/sysctl';
import { parseReservedPorts } from './parse-reserved-ports';

/**
 * Where a port is chosen when the request names none: the dynamic ports of moby's port allocator.
 */
const dynamicPorts: PortRange = { start: 49153, end: 65535 };

/** Reserves the host port of every request; when one is taken, the others are released. */
export async function reservePorts(
  ports: PortReservations,
  endpoint: Endpoint,
  requests: readonly PortRequest[],
  parts: Pick<PublishIntent, 'dnat' | 'proxy'>,
): Promise<Result<readonly PublishIntent[]>> {
  const intents: PublishIntent[] = [];
  for (const request of requests) {
    const reserved = await reservePort(ports, endpoint, request, parts);
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
  { dnat, proxy }: Pick<PublishIntent, 'dnat' | 'proxy'>,
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
  if (wanted !== null) return portsOf(wanted, []);
  const reserved = parseReservedPorts((await readSysctl('net.ipv4.ip_local_reserved_ports')) ?? '');
  return portsOf(dynamicPorts, reserved);
}

/** Yields the ports of a range without the reserved ones, lowest first. */
function* portsOf(range: PortRange, reserved: readonly PortRange[]): Generator<number, void> {
  for (let port = range.start; port <= range.end; port++) {
    if (!reserved.some(({ start, end }) => port >= start && port <= end)) yield port;
  }
}
