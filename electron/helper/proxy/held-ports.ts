import { networkInterfaces } from 'node:os';
import { parseAddress } from '#shared/model/address';
import type { AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { publicationName } from '#shared/model/publication';
import { SocketNames, readSockets } from '../collectors/listeners';
import { readNamespaceProcesses } from '../collectors/processes';
import type { PublishIntent } from '../plan/course';
import { conflicts, findHolder, type HostSocket } from '../topology/ports';
import type { ConnectionBudget } from './connection-budget';
import type { HeldPort } from './held-port';
import { TcpPort } from './tcp-port';
import { UdpPort } from './udp-port';
import type { Backend, RelayCounters } from './relay';

/** How long open connections get to finish when a publication is removed, in milliseconds. */
export const releaseGrace = 5_000;

/** All host ports that this helper holds, by publication id. */
export class HeldPorts {
  readonly #held = new Map<string, { readonly intent: PublishIntent; readonly port: HeldPort }>();
  readonly #budget: ConnectionBudget;

  constructor(budget: ConnectionBudget) {
    this.#budget = budget;
  }

  has(id: string): boolean {
    return this.#held.has(id);
  }

  /** Takes the host port of an intent; PORT_IN_USE names who has it. */
  async take(intent: PublishIntent): Promise<Result<void>> {
    const taken = await this.#take(intent.hostIp, intent.hostPort, intent.protocol);
    if (!taken.ok) return taken;
    this.#held.set(intent.id, { intent, port: taken.value });
    return ok(undefined);
  }

  /** Finds out whether a port could be taken now, by taking it for a moment. */
  async probe({ address, port, protocol }: HostSocket): Promise<Result<void>> {
    const taken = await this.#take(address, port, protocol);
    if (!taken.ok) return taken;
    taken.value.release(0);
    return ok(undefined);
  }

  /** Says where the proxy of a publication leads; null holds the port without serving it. */
  leadTo(id: string, backend: Backend | null): void {
    this.#held.get(id)?.port.leadTo(backend);
  }

  /** Lets what listens on single addresses follow the addresses that the host has now. */
  followAddresses(): void {
    const addresses = localAddresses();
    for (const { port } of this.#held.values()) port.followAddresses(addresses);
  }

  /** What went through the proxy of each publication. */
  counters(): Readonly<Record<string, RelayCounters>> {
    return Object.fromEntries([...this.#held].map(([id, { port }]) => [id, port.counters]));
  }

  release(id: string, grace: number): void {
    this.#held.get(id)?.port.release(grace);
    this.#held.delete(id);
  }

  releaseAll(): void {
    for (const id of [...this.#held.keys()]) this.release(id, 0);
  }

  async #take(
    hostIp: string,
    port: number,
    protocol: PublishIntent['protocol'],
  ): Promise<Result<HeldPort>> {
    const wanted: HostSocket = { address: hostIp, port, protocol };
    const own = this.#ownHolder(wanted);
    if (own !== undefined) return err(heldByPublication(wanted, own));
    const taken: Result<HeldPort, NodeJS.ErrnoException> =
      protocol === 'tcp'
        ? await TcpPort.take(hostIp, port, this.#budget)
        : await UdpPort.take(hostIp, port, localAddresses(), this.#budget);
    return taken.ok ? taken : err(await takeError(wanted, taken.error));
  }

  #ownHolder(wanted: HostSocket): PublishIntent | undefined {
    for (const { intent } of this.#held.values()) {
      const { hostIp: address, hostPort: port, protocol } = intent;
      if (conflicts(wanted, { address, port, protocol })) return intent;
    }
    return undefined;
  }
}

/** Every address of this network namespace, canonical. */
function localAddresses(): readonly string[] {
  return Object.values(networkInterfaces()).flatMap((entries) =>
    (entries ?? []).flatMap(({ address }) => {
      const parsed = parseAddress(address);
      return parsed.ok ? [parsed.value] : [];
    }),
  );
}

function name({ address, port, protocol }: HostSocket): string {
  return publicationName({ hostIp: address, hostPort: port, protocol });
}

function heldByPublication(wanted: HostSocket, own: PublishIntent): AppError {
  return {
    code: 'PORT_IN_USE',
    message: `Port ${name(wanted)} is already published: it leads to port ${String(own.containerPort)} of ${own.target.name}.`,
    details: { ...wanted, pid: process.pid, process: 'portolan', publication: own.id },
  };
}

async function takeError(wanted: HostSocket, error: NodeJS.ErrnoException): Promise<AppError> {
  if (error.code === 'EADDRINUSE') return heldByProcess(wanted);
  if (error.code === 'EADDRNOTAVAIL') {
    return { code: 'BAD_REQUEST', message: `This computer has no address ${wanted.address}.` };
  }
  if (error.code === 'EACCES') {
    return {
      code: 'PERMISSION_DENIED',
      message: `The helper may not listen on port ${name(wanted)}.`,
    };
  }
  return { code: 'BAD_REQUEST', message: `Port ${name(wanted)} cannot be held: ${error.message}` };
}

/** Looks for the process that keeps a port. A wildcard IPv6 socket may hold the IPv4 port as well. */
async function heldByProcess(wanted: HostSocket): Promise<AppError> {
  const sockets = (await readSockets('self')).filter(
    ({ protocol, port }) => protocol === wanted.protocol && port === wanted.port,
  );
  const pids = [...(await readNamespaceProcesses()).values()].flat();
  const listeners = await new SocketNames().name(sockets, pids);
  const holder = findHolder(wanted, listeners) ?? listeners[0];
  const who =
    holder?.process === undefined
      ? 'another program'
      : `${holder.process} (process ${String(holder.pid)})`;
  return {
    code: 'PORT_IN_USE',
    message: `Port ${name(wanted)} is in use by ${who}.`,
    details: {
      ...wanted,
      ...(holder === undefined ? {} : { address: holder.address }),
      ...(holder?.pid === undefined ? {} : { pid: holder.pid }),
      ...(holder?.process === undefined ? {} : { process: holder.process }),
    },
  };
}
