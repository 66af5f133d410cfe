import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { familyOf, isLinkLocal } from '#shared/model/address';
import { err, ok, type Result } from '#shared/result/result';
import type { ConnectionBudget } from './connection-budget';
import type { PortReservation } from './port-reservation';
import type { RelayCounters } from './relay';
import type { RelayedEnds } from './relayed-ends';
import { UdpSessions, udpPortKey } from './udp-sessions';
import type { Backend } from '../plan/resolved-publication';

/**
 * A UDP port that this helper holds. It has one socket for each address of the host and none for
 * the wildcard: a reply then leaves from the address that the client sent to, which a wildcard
 * socket cannot guarantee on a host with several.
 */
export class UdpPort implements PortReservation {
  readonly counters: RelayCounters = { open: 0, accepted: 0, dropped: 0, bytesIn: 0, bytesOut: 0 };
  readonly #budget: ConnectionBudget;
  readonly #hostIp: string;
  readonly #port: number;
  readonly #sockets = new Map<string, Socket>();
  readonly #sessions: UdpSessions;
  #released = false;

  private constructor(hostIp: string, port: number, budget: ConnectionBudget) {
    this.#budget = budget;
    this.#hostIp = hostIp;
    this.#port = port;
    this.#sessions = new UdpSessions(budget, this.counters);
  }

  /**
   * Reserves a UDP port.
   *
   * @param hostIp `*`, a wildcard of one family, or one address
   * @param addresses all addresses of the host
   * @returns the system's error (such as EADDRINUSE) when an address cannot be bound
   */
  static async take(
    hostIp: string,
    port: number,
    addresses: readonly string[],
    budget: ConnectionBudget,
  ): Promise<Result<UdpPort, NodeJS.ErrnoException>> {
    const taken = new UdpPort(hostIp, port, budget);
    for (const address of addressesToBind(hostIp, addresses)) {
      const bound = await bind(address, port);
      if (!bound.ok) {
        taken.release();
        return bound;
      }
      taken.#add(address, bound.value);
    }
    return ok(taken);
  }

  leadTo(backend: Backend | null): void {
    this.#sessions.leadTo(backend);
  }

  followAddresses(addresses: readonly string[]): void {
    const wanted = new Set(addressesToBind(this.#hostIp, addresses));
    for (const [address, socket] of this.#sockets) {
      if (wanted.has(address)) continue;
      this.#sessions.closeThrough(socket);
      this.#remove(address, socket);
    }
    for (const address of wanted) {
      if (this.#sockets.has(address)) continue;
      void bind(address, this.#port).then((bound) => {
        if (!bound.ok) return;
        if (this.#released || this.#sockets.has(address)) bound.value.close();
        else this.#add(address, bound.value);
      });
    }
  }

  relayed(): readonly RelayedEnds[] {
    return this.#sessions.relayed();
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#sessions.release();
    for (const [address, socket] of this.#sockets) this.#remove(address, socket);
  }

  #add(address: string, socket: Socket): void {
    this.#sockets.set(address, socket);
    this.#budget.udpPorts.add(udpPortKey(address, this.#port));
    this.#budget.listen(1);
    socket.on('error', () => undefined);
    socket.on('message', (message: Buffer, client: RemoteInfo) => {
      this.#sessions.forward(message, client, socket);
    });
  }

  #remove(address: string, socket: Socket): void {
    this.#sockets.delete(address);
    this.#budget.udpPorts.delete(udpPortKey(address, this.#port));
    this.#budget.listen(-1);
    socket.close();
  }
}

/**
 * The addresses to listen on for a host address. Leaves out link-local addresses, which need a
 * scope.
 */
function addressesToBind(hostIp: string, addresses: readonly string[]): readonly string[] {
  const usable = addresses.filter((address) => !isLinkLocal(address));
  if (hostIp === '*') return usable;
  if (hostIp === '0.0.0.0') return usable.filter((address) => familyOf(address) === 4);
  if (hostIp === '::') return usable.filter((address) => familyOf(address) === 6);
  return [hostIp];
}

function bind(address: string, port: number): Promise<Result<Socket, NodeJS.ErrnoException>> {
  return new Promise((resolve) => {
    const six = familyOf(address) === 6;
    const socket = createSocket(six ? { type: 'udp6', ipv6Only: true } : { type: 'udp4' });
    socket.once('error', (error) => {
      socket.close();
      resolve(err(error));
    });
    socket.bind({ address, port, exclusive: true }, () => {
      socket.removeAllListeners('error');
      resolve(ok(socket));
    });
  });
}
