import { assertNever } from '#shared/result/result';
import type { AppError } from '#shared/result/app-error';
import { publicationName, type Origin } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { listenerOf, nameSockets, readSockets } from '../collectors/listeners';
import { readNamespaceProcesses } from '../collectors/processes';
import { userName } from '../collectors/users';
import type { PublishIntent } from '../plan/course';
import { findHolder, type EngineHold, type HostSocket } from '../topology/ports';

function name({ address, port, protocol }: HostSocket): string {
  return publicationName({ hostIp: address, hostPort: port, protocol });
}

/** PORT_IN_USE for a port that a publication of this helper has. */
export function heldByPublication(wanted: HostSocket, own: PublishIntent): AppError {
  return {
    code: 'PORT_IN_USE',
    message: `Port ${name(wanted)} is already published: it leads to port ${String(own.containerPort)} of ${own.target.name}.`,
    details: { ...wanted, pid: process.pid, process: 'portolan', publication: own.id },
  };
}

/** PORT_IN_USE for a port that a container engine has published, by a proxy or by rules alone. */
export async function heldByEngine(
  wanted: HostSocket,
  { publication, listener }: EngineHold,
): Promise<AppError> {
  const { origin, endpoint, containerIp } = publication;
  const container = endpoint?.name;
  const holder = await describeHolder(listener);
  const where = container === undefined ? (containerIp ?? 'a container') : `container ${container}`;
  const means = listener === undefined ? 'by rules, without a socket' : `held by ${holder.who}`;
  return {
    code: 'PORT_IN_USE',
    message: `Port ${name(wanted)} is published by ${engineName(origin)} for ${where} (${means}).`,
    details: {
      ...wanted,
      ...holder.details,
      ...(container === undefined ? {} : { container }),
    },
  };
}

function engineName(origin: Origin): string {
  switch (origin) {
    case 'docker':
      return 'Docker';
    case 'podman':
      return 'Podman';
    case 'portolan':
    case 'other':
      return origin;
    default:
      return assertNever(origin);
  }
}

/** PORT_IN_USE for a port that a socket holds. A wildcard IPv6 socket may hold the IPv4 port as well. */
export async function heldByProcess(wanted: HostSocket): Promise<AppError> {
  const sockets = (await readSockets('self')).filter(
    ({ protocol, port }) => protocol === wanted.protocol && port === wanted.port,
  );
  const pids = [...(await readNamespaceProcesses()).values()].flat();
  const named = await nameSockets(sockets, pids);
  const listeners = named.map(([socket, process]) => listenerOf(socket, process));
  const holder = await describeHolder(findHolder(wanted, listeners) ?? listeners[0]);
  return {
    code: 'PORT_IN_USE',
    message: `Port ${name(wanted)} is in use by ${holder.who}.`,
    details: { ...wanted, ...holder.details },
  };
}

async function describeHolder(listener: Listener | undefined) {
  if (listener === undefined) return { who: 'another program', details: {} };
  const { address, pid, process, uid } = listener;
  const user = uid === undefined ? undefined : await userName(uid);
  const facts = [
    ...(pid === undefined ? [] : [`process ${String(pid)}`]),
    ...(user === undefined ? [] : [`user ${user}`]),
  ];
  return {
    who: `${process ?? 'another program'}${facts.length === 0 ? '' : ` (${facts.join(', ')})`}`,
    details: {
      address,
      ...(pid === undefined ? {} : { pid }),
      ...(process === undefined ? {} : { process }),
      ...(user === undefined ? {} : { user }),
    },
  };
}
