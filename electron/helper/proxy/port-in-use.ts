import { assertNever } from '#shared/result/result';
import type { AppError } from '#shared/result/app-error';
import { publicationName, type Origin } from '#shared/model/publication';
import type { Listener } from '#shared/model/snapshot';
import { msg, type Message } from '#shared/messages/message';
import { listenerOf, nameSockets, readSockets } from '../observe/read/listeners';
import { readNamespaceProcesses } from '../system/proc/processes';
import { userName } from '../system/proc/users';
import type { PublishIntent } from '../plan/resolved-publication';
import { findListener, type EnginePort, type HostSocket } from '../observe/derive/ports';

function name({ address, port, protocol }: HostSocket): string {
  return publicationName({ hostIp: address, hostPort: port, protocol });
}

/** PORT_IN_USE for a port of one of this helper's publications. */
export function takenByPublication(wanted: HostSocket, own: PublishIntent): AppError {
  return {
    code: 'PORT_IN_USE',
    message: msg('error.heldByPublication', {
      port: name(wanted),
      target: own.containerPort,
      endpoint: own.target.name,
    }),
    details: { ...wanted, pid: process.pid, process: 'portolan', publication: own.id },
  };
}

/** PORT_IN_USE for a port that a container engine published, by a proxy or by rules alone. */
export async function takenByEngine(
  wanted: HostSocket,
  { publication, listener }: EnginePort,
): Promise<AppError> {
  const { origin, endpoint } = publication;
  const container = endpoint?.name;
  const holder = await describeHolder(listener);
  const served = { port: name(wanted), engine: engineName(origin), where: whereTo(publication) };
  return {
    code: 'PORT_IN_USE',
    message:
      listener === undefined
        ? msg('error.heldByEngineRules', served)
        : msg('error.heldByEngine', { ...served, program: holder.who }),
    details: {
      ...wanted,
      ...holder.details,
      container,
    },
  };
}

function whereTo({ endpoint, containerIp }: EnginePort['publication']): Message {
  if (endpoint !== null) return msg('container.of', { name: endpoint.name });
  return containerIp === null
    ? msg('container.some')
    : msg('container.named', { name: containerIp });
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

/**
 * PORT_IN_USE for a port that a socket holds. A wildcard IPv6 socket may hold the IPv4 port as
 * well.
 */
export async function takenByProcess(wanted: HostSocket): Promise<AppError> {
  const sockets = (await readSockets('self')).filter(
    ({ protocol, port }) => protocol === wanted.protocol && port === wanted.port,
  );
  const pids = [...(await readNamespaceProcesses()).values()].flat();
  const named = await nameSockets(sockets, pids);
  const listeners = named.map(([socket, process]) => listenerOf(socket, process));
  const holder = await describeHolder(findListener(wanted, listeners) ?? listeners[0]);
  return {
    code: 'PORT_IN_USE',
    message: msg('error.heldByProgram', { port: name(wanted), program: holder.who }),
    details: { ...wanted, ...holder.details },
  };
}

async function describeHolder(listener: Listener | undefined) {
  if (listener === undefined) return { who: msg('program.unknown'), details: {} };
  const { address, pid, process, uid } = listener;
  const user = uid === undefined ? undefined : await userName(uid);
  return {
    who: holderName(process, pid, user),
    details: {
      address,
      pid,
      process,
      user,
    },
  };
}

function holderName(
  process: string | undefined,
  pid: number | undefined,
  user: string | undefined,
): Message {
  const name = process ?? msg('program.unknown');
  if (pid !== undefined && user !== undefined) {
    return msg('program.processOfUser', { process: name, pid, user });
  }
  if (pid !== undefined) return msg('program.process', { process: name, pid });
  if (user === undefined) {
    return process === undefined ? msg('program.unknown') : msg('program.named', { process });
  }
  return process === undefined
    ? msg('program.unknownOfUser', { user })
    : msg('program.ofUser', { process, user });
}
