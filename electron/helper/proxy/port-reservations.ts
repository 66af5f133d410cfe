import { networkInterfaces } from 'node:os';
import { parseAddress } from '#shared/model/address';
import { appError, type AppError } from '#shared/result/app-error';
import { err, ok, type Result } from '#shared/result/result';
import { hostPortName } from '#shared/model/port-spec';
import { msg } from '#shared/messages/message';
import type { PublishIntent, Backend } from '../plan/resolved-publication';
import { conflicts, type EnginePort, type HostSocket } from '../observe/derive/ports';
import type { ConnectionBudget } from './connection-budget';
import type { PortReservation } from './port-reservation';
import { takenByEngine, takenByProcess, takenByPublication } from './port-in-use';
import { TcpPort } from './tcp-port';
import { UdpPort } from './udp-port';
import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import type { RelayWatch } from './relay-watch';

/** How long open connections may continue after a publication is removed, in milliseconds. */
export const releaseGrace = 5_000;

/** All host ports that this helper holds, by publication id. */
export class PortReservations {
  readonly #reserved = new Map<
    string,
    { readonly intent: PublishIntent; readonly port: PortReservation }
  >();
  readonly #budget: ConnectionBudget;
  readonly #enginePort: (wanted: HostSocket) => EnginePort | undefined;

  /** @param enginePort finds a port that a container engine published, which may have no socket */
  constructor(
    budget: ConnectionBudget,
    enginePort: (wanted: HostSocket) => EnginePort | undefined = () => undefined,
  ) {
    this.#budget = budget;
    this.#enginePort = enginePort;
  }

  /** Reports connections when they begin to be relayed. */
  get watch(): RelayWatch {
    return this.#budget.watch;
  }

  has(id: string): boolean {
    return this.#reserved.has(id);
  }

  /** Reserves the host port of an intent; PORT_IN_USE names the holder. */
  async take(intent: PublishIntent): Promise<Result<void>> {
    const taken = await this.#take(intent.hostIp, intent.hostPort, intent.protocol);
    if (!taken.ok) return taken;
    this.#reserved.set(intent.id, { intent, port: taken.value });
    return ok(undefined);
  }

  /** Checks whether a port is free, by holding it for a moment. */
  async probe({ address, port, protocol }: HostSocket): Promise<Result<void>> {
    const taken = await this.#take(address, port, protocol);
    if (!taken.ok) return taken;
    taken.value.release(0);
    return ok(undefined);
  }

  /** Sets the target of a publication's proxy; null holds the port without serving it. */
  leadTo(id: string, backend: Backend | null): void {
    this.#reserved.get(id)?.port.leadTo(backend);
  }

  /** Updates the sockets on single addresses after the host's addresses changed. */
  followAddresses(): void {
    const addresses = localAddresses();
    for (const { port } of this.#reserved.values()) port.followAddresses(addresses);
  }

  /** The traffic of each publication's proxy. */
  counters(): Readonly<Record<string, RelayCounters>> {
    return Object.fromEntries([...this.#reserved].map(([id, { port }]) => [id, port.counters]));
  }

  /** The open connections through the proxies, and the newest closed ones. */
  relayed(): readonly RelayedEnds[] {
    const open = [...this.#reserved.values()].flatMap(({ port }) => port.relayed());
    return [...this.#budget.watch.newest, ...open];
  }

  release(id: string, grace: number): void {
    this.#reserved.get(id)?.port.release(grace);
    this.#reserved.delete(id);
  }

  releaseAll(): void {
    for (const id of [...this.#reserved.keys()]) this.release(id, 0);
  }

  async #take(
    hostIp: string,
    port: number,
    protocol: PublishIntent['protocol'],
  ): Promise<Result<PortReservation>> {
    const wanted: HostSocket = { address: hostIp, port, protocol };
    const own = this.#ownHolder(wanted);
    if (own !== undefined) return err(takenByPublication(wanted, own));
    const engine = this.#enginePort(wanted);
    if (engine !== undefined) return err(await takenByEngine(wanted, engine));
    const taken: Result<PortReservation, NodeJS.ErrnoException> =
      protocol === 'tcp'
        ? await TcpPort.take(hostIp, port, this.#budget)
        : await UdpPort.take(hostIp, port, localAddresses(), this.#budget);
    return taken.ok ? taken : err(await takeError(wanted, taken.error));
  }

  #ownHolder(wanted: HostSocket): PublishIntent | undefined {
    for (const { intent } of this.#reserved.values()) {
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

async function takeError(wanted: HostSocket, error: NodeJS.ErrnoException): Promise<AppError> {
  const name = hostPortName(wanted.address, wanted.port, wanted.protocol);
  if (error.code === 'EADDRINUSE') return takenByProcess(wanted);
  if (error.code === 'EADDRNOTAVAIL') {
    return appError('BAD_REQUEST', msg('error.addressMissing', { address: wanted.address }));
  }
  if (error.code === 'EACCES') {
    return appError('PERMISSION_DENIED', msg('error.mayNotListen', { port: name }));
  }
  return appError('BAD_REQUEST', msg('error.cannotHold', { port: name, reason: error.message }));
}
