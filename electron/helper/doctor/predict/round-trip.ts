import { familyOf, isLoopback, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';
import { bridgeDown, listenerObstacle, wireObstacle } from './delivery-obstacles';
import { destinationOf, type PacketDestination } from './destination';
import {
  bridgeNetfilter,
  bridgePort,
  firewallOf,
  forwards,
  hostStack,
  isLocal,
  routesLocalnet,
  stackOf,
  wireOf,
  type Facts,
} from './machine-facts';
import { socketAt } from './host-socket';
import { passHook, type Firewall } from './netfilter';
import type { FoundObstacle } from './obstacle';
import { firstPacket, replyTo, type Decision, type Hook, type Packet } from './packet';
import { routeTo, sourceAddress } from './route-lookup';
import {
  forwardingOff,
  otherGatewayUsed,
  hairpinOff,
  loopbackFromOutside,
  loopbackSource,
  notOwnAddress,
  noReturnRoute,
  reversePathObstacle,
  shadowed,
  withoutMasquerade,
} from './routing-obstacles';
import { dropped, leftUntracked } from './rule-obstacles';

/** Sends a packet to a publication. */
export interface Caller {
  readonly address: string;
  /** The device by which the host reaches it; undefined: as the host's routes say. */
  readonly device?: string;
  /** Whether it is the endpoint itself. */
  readonly itself: boolean;
  /** The endpoint, when its gateway is not this computer. */
  readonly otherGateway?: { readonly name: string; readonly gateway: string };
}

/** A packet after a hook, or what stopped it there. */
type Passed =
  | { readonly packet: Packet; readonly nat: Decision | undefined }
  | { readonly obstacle: FoundObstacle };

/**
 * Follows one packet to a publication, and the reply back. Each method returns the first obstacle,
 * or undefined where there is none.
 */
export class RoundTrip {
  /** Rules with conditions that only the kernel can evaluate; taken as not matching. */
  readonly uncertain: Rule[] = [];
  readonly #facts: Facts;
  readonly #publication: Publication;
  readonly #firewall: Firewall;
  readonly #further: boolean;

  /** @param further whether to follow a packet after the first reply, instead of the first one */
  constructor(facts: Facts, publication: Publication, further: boolean) {
    this.#further = further;
    this.#facts = facts;
    this.#publication = publication;
    this.#firewall = firewallOf(facts);
  }

  /** A packet enters the host by an interface: from outside, or from a bridge. */
  enter(
    address: string,
    iif: string,
    physIn: string | null,
    caller: Caller,
  ): FoundObstacle | undefined {
    const { bridges } = this.#facts.topology;
    if (bridges.some(({ name, up }) => name === iif && !up)) return bridgeDown(iif);
    const first = { ...this.#sent(caller.address, address), iif, physIn };
    const entered = this.#pass('PREROUTING', first);
    if ('obstacle' in entered) return entered.obstacle;
    const { packet, nat } = entered;
    const martian = reversePathObstacle(this.#facts, packet, iif, caller);
    if (martian !== undefined) return martian;
    if (isLocal(this.#facts, packet.dst)) {
      if (caller.otherGateway !== undefined) return otherGatewayUsed(caller.otherGateway, address);
      if (packet.family === 4 && isLoopback(packet.dst) && !routesLocalnet(this.#facts, iif)) {
        return loopbackFromOutside(iif);
      }
      return this.#toSocket(packet, nat, 'remote', caller);
    }
    return this.#forward(packet, nat, caller);
  }

  /** The host itself connects to one of its own addresses. */
  sendLocally(address: string): FoundObstacle | undefined {
    const six = familyOf(address) === 6;
    if (!isLocal(this.#facts, address)) return notOwnAddress(address);
    const src = isLoopback(address) && !six ? '127.0.0.1' : address;
    const caller: Caller = { address: src, itself: false };
    const left = this.#pass('OUTPUT', { ...this.#sent(src, address), oif: 'lo' });
    if ('obstacle' in left) return left.obstacle;
    const { packet, nat } = left;
    if (packet.dnat && !isLocal(this.#facts, packet.dst)) return this.#sendOut(packet, nat, caller);
    const looped = this.#pass('POSTROUTING', packet);
    if ('obstacle' in looped) return looped.obstacle;
    const back = this.#pass('PREROUTING', { ...looped.packet, oif: null, iif: 'lo' });
    return 'obstacle' in back ? back.obstacle : this.#toSocket(back.packet, nat, 'local', caller);
  }

  #sent(src: string, dst: string): Packet {
    return firstPacket(this.#publication, src, dst, this.#further);
  }

  /**
   * A reply's first hook: a reply of a translated connection must be tracked to be translated back.
   */
  #passReply(hook: Hook, reply: Packet): Passed {
    const passed = this.#pass(hook, reply);
    if ('obstacle' in passed) return passed;
    const { untrackedBy, dnat, snat } = passed.packet;
    return untrackedBy !== null && (dnat || snat)
      ? { obstacle: leftUntracked(untrackedBy, passed.packet, this.#publication) }
      : passed;
  }

  #pass(hook: Hook, packet: Packet): Passed {
    const passed = passHook(hook, packet, this.#firewall);
    if (passed.verdict === 'drop') {
      return { obstacle: dropped(passed.decision, passed.packet, this.#publication) };
    }
    this.uncertain.push(...passed.uncertain);
    return { packet: passed.packet, nat: passed.nat };
  }

  /** A forwarded packet's last hooks, on its way to a device. */
  #passForward(packet: Packet, device: string): Passed {
    const passed = this.#pass('FORWARD', { ...packet, oif: device });
    return 'obstacle' in passed
      ? passed
      : this.#pass('POSTROUTING', { ...passed.packet, iif: null });
  }

  /** The packet is not for the host, which forwards it. */
  #forward(packet: Packet, nat: Decision | undefined, caller: Caller): FoundObstacle | undefined {
    const { family, dst, iif } = packet;
    const found = destinationOf(this.#facts, this.#publication, packet, nat);
    if ('obstacle' in found) return found.obstacle;
    const { endpoint, link, device } = found;
    const bridged =
      device === iif && bridgeNetfilter(this.#facts, family) && packet.physIn !== null;
    if (!this.#isForwarded(family, bridged)) return forwardingOff(family);
    const left = this.#passForward(packet, device);
    if ('obstacle' in left) return left.obstacle;
    const wire = wireObstacle(this.#facts, device, endpoint, link, dst);
    if (wire !== undefined) return wire;
    const isHairpin = bridged && caller.itself && left.packet.snat;
    if (isHairpin && this.#facts.hairpins[link.hostPeer ?? ''] !== true) {
      return hairpinOff(this.#facts, endpoint, link, device, family);
    }
    return this.#deliver(left.packet, found, caller);
  }

  /**
   * Whether the host forwards a packet. Packets that are translated within a bridge are routed too,
   * but then only IPv4 depends on the setting (br_nf_pre_routing_finish in the kernel's
   * net/bridge/br_netfilter_hooks.c).
   */
  #isForwarded(family: Family, bridged: boolean): boolean {
    return forwards(this.#facts, family) || (bridged && family === 6);
  }

  /** A packet from the host itself leaves for a container. */
  #sendOut(packet: Packet, nat: Decision | undefined, caller: Caller): FoundObstacle | undefined {
    const found = destinationOf(this.#facts, this.#publication, packet, nat);
    if ('obstacle' in found) return found.obstacle;
    const { endpoint, link, device } = found;
    if (packet.family === 4 && isLoopback(packet.src) && !routesLocalnet(this.#facts, device)) {
      return loopbackSource(device);
    }
    const left = this.#pass('POSTROUTING', { ...packet, oif: device });
    if ('obstacle' in left) return left.obstacle;
    const wire = wireObstacle(this.#facts, device, endpoint, link, packet.dst);
    return wire ?? this.#deliver(left.packet, found, caller);
  }

  /** The packet is for the host: a proxy there receives it, and forwards the connection. */
  #toSocket(
    packet: Packet,
    nat: Decision | undefined,
    side: 'local' | 'remote',
    caller: Caller,
  ): FoundObstacle | undefined {
    const inward = this.#pass('INPUT', { ...packet, oif: null });
    if ('obstacle' in inward) return inward.obstacle;
    const found = socketAt(this.#facts, this.#publication, packet, side);
    if ('obstacle' in found) {
      const rule = nat?.rule;
      const isShadowed =
        this.#publication.dnat && rule !== undefined && rule.target !== 'DNAT' && side === 'remote';
      return isShadowed
        ? shadowed(this.#facts, this.#publication, nat, packet.family, null)
        : found.obstacle;
    }
    const outward = this.#connectOnward(found.address, found.port);
    if (outward !== undefined) return outward;
    return this.#replyFromHost(inward.packet, caller);
  }

  /** The proxy connects to the container. */
  #connectOnward(address: string, port: number): FoundObstacle | undefined {
    const hop = routeTo(hostStack(this.#facts), address);
    const src = hop === undefined ? undefined : sourceAddress(hostStack(this.#facts), hop, address);
    const packet: Packet = {
      ...this.#sent(src ?? address, address),
      dport: port,
      originalDst: { address, port },
      oif: hop?.device ?? null,
    };
    const left = this.#pass('OUTPUT', packet);
    if ('obstacle' in left) return left.obstacle;
    return this.#sendOut(left.packet, left.nat, { address: packet.src, itself: false });
  }

  /** The proxy replies to the caller. */
  #replyFromHost(packet: Packet, caller: Caller): FoundObstacle | undefined {
    const device = this.#deviceTo(caller);
    const left = this.#passReply('OUTPUT', { ...replyTo(packet), oif: device });
    if ('obstacle' in left) return left.obstacle;
    if (device !== 'lo') return undefined;
    const back = this.#pass('INPUT', { ...left.packet, oif: null, iif: 'lo' });
    return 'obstacle' in back ? back.obstacle : undefined;
  }

  #deviceTo({ address, device }: Caller): string {
    if (isLocal(this.#facts, address)) return 'lo';
    return device ?? routeTo(hostStack(this.#facts), address)?.device ?? '';
  }

  /** The packet has reached the endpoint's interface. */
  #deliver(packet: Packet, to: PacketDestination, caller: Caller): FoundObstacle | undefined {
    const { endpoint, link } = to;
    const own = link.addresses.some((text) => text.startsWith(`${packet.src}/`));
    if (own || (packet.family === 4 && isLoopback(packet.src))) {
      return withoutMasquerade(this.#facts, this.#publication, packet, endpoint, link, own);
    }
    return listenerObstacle(endpoint, packet) ?? this.#reply(packet, to, caller);
  }

  /** The endpoint replies: through the host, directly to a neighbour, or not at all. */
  #reply(packet: Packet, to: PacketDestination, caller: Caller): FoundObstacle | undefined {
    const { endpoint, link } = to;
    const reply = replyTo(packet);
    const hop = routeTo(stackOf(endpoint), reply.dst);
    const next = hop?.gateway ?? reply.dst;
    if (hop === undefined || hop.type !== undefined)
      return noReturnRoute(this.#facts, this.#publication, packet, endpoint, link, null);
    const leaving = endpoint.interfaces.find(({ name }) => name === hop.device);
    const iif = leaving === undefined ? undefined : wireOf(leaving);
    if (isLocal(this.#facts, next)) {
      const physIn = leaving === undefined ? null : bridgePort(leaving);
      return this.#replyThroughHost({ ...reply, iif: iif ?? null, physIn }, caller);
    }
    if (hop.gateway !== undefined)
      return noReturnRoute(this.#facts, this.#publication, packet, endpoint, link, hop.gateway);
    if (!packet.dnat || packet.snat) return undefined;
    if (!bridgeNetfilter(this.#facts, packet.family) || link.bridge === undefined) {
      return withoutMasquerade(this.#facts, this.#publication, packet, endpoint, link, false);
    }
    // The bridge passes the frame to iptables, which translates it back there.
    const { bridge, hostPeer } = link;
    const seen = this.#passReply('PREROUTING', { ...reply, iif: bridge, physIn: hostPeer ?? null });
    if ('obstacle' in seen) return seen.obstacle;
    const left = this.#passForward(seen.packet, bridge);
    return 'obstacle' in left ? left.obstacle : undefined;
  }

  /** The reply comes back to the host, which translates it back and forwards it. */
  #replyThroughHost(reply: Packet, caller: Caller): FoundObstacle | undefined {
    const { iif, family } = reply;
    if (iif === null) return undefined;
    const entered = this.#passReply('PREROUTING', reply);
    if ('obstacle' in entered) return entered.obstacle;
    const martian = reversePathObstacle(this.#facts, reply, iif, null);
    if (martian !== undefined) return martian;
    const packet = { ...entered.packet, dst: caller.address };
    if (isLocal(this.#facts, caller.address)) {
      const inward = this.#pass('INPUT', packet);
      return 'obstacle' in inward ? inward.obstacle : undefined;
    }
    const oif = this.#deviceTo(caller);
    const bridged = oif === iif && bridgeNetfilter(this.#facts, family);
    if (!this.#isForwarded(family, bridged)) return forwardingOff(family);
    const left = this.#passForward(packet, oif);
    return 'obstacle' in left ? left.obstacle : undefined;
  }
}
