import { familyOf, isLoopback, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { bridgeDown, bridgePort, listenerStop, wireOf, wireStop } from './deliver';
import type { Caller } from './caller';
import { destinationOf } from './destination';
import { dropped, leftUntracked } from './drops';
import {
  bridgeNetfilter,
  forwards,
  hostStack,
  isLocal,
  routesLocalnet,
  routeTo,
  sourceAddress,
  type Facts,
} from './facts';
import { firewallOf } from './firewall';
import { passHook, type Firewall } from './netfilter';
import { firstPacket, replyTo, type Packet, type Decision, type Hook } from './packet';
import {
  forwardingOff,
  goesAstray,
  hairpinOff,
  loopbackFromOutside,
  loopbackSource,
  noAddress,
  noRoute,
  reversePathStop,
  shadowed,
  withoutMasquerade,
} from './routing-stops';
import { socketAt } from './host-socket';
import type { Stop } from './stop';

/** A packet under way, or the reason why it is not any more. */
type Step =
  { readonly packet: Packet; readonly nat: Decision | undefined } | { readonly stop: Stop };

/** Follows one packet to a publication, and the answer back. Each method gives the first stop, or undefined. */
export class Journey {
  /** Rules of which it cannot be told whether they apply; they are taken not to. */
  readonly uncertain: Rule[] = [];
  readonly #facts: Facts;
  readonly #publication: Publication;
  readonly #firewall: Firewall;
  readonly #further: boolean;

  /** @param further whether a packet is followed that comes after the first answer */
  constructor(facts: Facts, publication: Publication, further: boolean) {
    this.#further = further;
    this.#facts = facts;
    this.#publication = publication;
    this.#firewall = firewallOf(facts);
  }

  /** A packet comes in by an interface of the host: from outside, or from a bridge. */
  comeIn(address: string, iif: string, physIn: string | null, caller: Caller): Stop | undefined {
    const { bridges } = this.#facts.topology;
    if (bridges.some(({ name, up }) => name === iif && !up)) return bridgeDown(iif);
    const first = { ...this.#sent(caller.address, address), iif, physIn };
    const entered = this.#pass('PREROUTING', first);
    if ('stop' in entered) return entered.stop;
    const { packet, nat } = entered;
    const martian = reversePathStop(this.#facts, packet, iif, caller);
    if (martian !== undefined) return martian;
    if (isLocal(this.#facts, packet.dst)) {
      if (caller.astray !== undefined) return goesAstray(caller.astray, address);
      if (
        familyOf(packet.dst) === 4 &&
        isLoopback(packet.dst) &&
        !routesLocalnet(this.#facts, iif)
      ) {
        return loopbackFromOutside(iif);
      }
      return this.#toSocket(packet, nat, 'remote', caller);
    }
    return this.#forward(packet, nat, caller);
  }

  /** The host itself asks one of its own addresses. */
  sendOwn(address: string): Stop | undefined {
    const six = familyOf(address) === 6;
    if (!isLocal(this.#facts, address)) return noAddress(address);
    const src = isLoopback(address) && !six ? '127.0.0.1' : address;
    const caller: Caller = { address: src, itself: false };
    const left = this.#pass('OUTPUT', {
      ...this.#sent(src, address),
      oif: 'lo',
    });
    if ('stop' in left) return left.stop;
    const { packet, nat } = left;
    if (packet.dnat && !isLocal(this.#facts, packet.dst)) return this.#sendOut(packet, nat, caller);
    const looped = this.#pass('POSTROUTING', packet);
    if ('stop' in looped) return looped.stop;
    const back = this.#pass('PREROUTING', { ...looped.packet, oif: null, iif: 'lo' });
    return 'stop' in back ? back.stop : this.#toSocket(back.packet, nat, 'local', caller);
  }

  #sent(src: string, dst: string): Packet {
    return firstPacket(this.#publication, src, dst, this.#further);
  }

  /** The first hook on an answer's way, where tracking must know it again if the connection was translated. */
  #passBack(hook: Hook, reply: Packet): Step {
    const step = this.#pass(hook, reply);
    if ('stop' in step) return step;
    const { untrackedBy, dnat, snat } = step.packet;
    return untrackedBy !== null && (dnat || snat)
      ? { stop: leftUntracked(untrackedBy, step.packet, this.#publication) }
      : step;
  }

  #pass(hook: Hook, packet: Packet): Step {
    const passed = passHook(hook, packet, this.#firewall);
    if (passed.verdict === 'drop') {
      return { stop: dropped(passed.decision, passed.packet, this.#publication) };
    }
    this.uncertain.push(...passed.uncertain);
    return { packet: passed.packet, nat: passed.nat };
  }

  /** Routing has found that the packet is not for the host. */
  #forward(packet: Packet, nat: Decision | undefined, caller: Caller): Stop | undefined {
    const { family, dst, iif } = packet;
    const found = destinationOf(this.#facts, this.#publication, packet, nat);
    if ('stop' in found) return found.stop;
    const device = found.device;
    const bridged =
      device === iif && bridgeNetfilter(this.#facts, family) && packet.physIn !== null;
    if (!this.#passesOn(family, bridged)) return forwardingOff(family);
    const passed = this.#pass('FORWARD', { ...packet, oif: device });
    if ('stop' in passed) return passed.stop;
    const left = this.#pass('POSTROUTING', { ...passed.packet, iif: null });
    if ('stop' in left) return left.stop;
    const { endpoint, link } = found;
    const wire = wireStop(this.#facts, device, endpoint, link, dst);
    if (wire !== undefined) return wire;
    if (
      bridged &&
      caller.itself &&
      left.packet.snat &&
      this.#facts.hairpins[link.hostPeer ?? ''] !== true
    ) {
      return hairpinOff(this.#facts, endpoint, link, device, family);
    }
    return this.#accept(left.packet, endpoint, link, caller);
  }

  /**
   * Whether the host passes packets on. What is translated within a bridge is routed too, but only IPv4 asks the
   * setting then (br_nf_pre_routing_finish in the kernel's net/bridge/br_netfilter_hooks.c).
   */
  #passesOn(family: Family, bridged: boolean): boolean {
    return forwards(this.#facts, family) || (bridged && family === 6);
  }

  /** A packet of the host's own leaves for a container. */
  #sendOut(packet: Packet, nat: Decision | undefined, caller: Caller): Stop | undefined {
    const found = destinationOf(this.#facts, this.#publication, packet, nat);
    if ('stop' in found) return found.stop;
    const { endpoint, link, device } = found;
    if (packet.family === 4 && isLoopback(packet.src) && !routesLocalnet(this.#facts, device)) {
      return loopbackSource(device);
    }
    const left = this.#pass('POSTROUTING', { ...packet, oif: device });
    if ('stop' in left) return left.stop;
    const wire = wireStop(this.#facts, device, endpoint, link, packet.dst);
    return wire ?? this.#accept(left.packet, endpoint, link, caller);
  }

  /** The packet is for the host: who waits there, and where does that lead? */
  #toSocket(
    packet: Packet,
    nat: Decision | undefined,
    side: 'local' | 'remote',
    caller: Caller,
  ): Stop | undefined {
    const inward = this.#pass('INPUT', { ...packet, oif: null });
    if ('stop' in inward) return inward.stop;
    const found = socketAt(this.#facts, this.#publication, packet, side);
    if ('stop' in found) {
      const rule = nat?.rule;
      const isKept =
        this.#publication.dnat && rule !== undefined && rule.target !== 'DNAT' && side === 'remote';
      return isKept
        ? shadowed(this.#facts, this.#publication, nat, packet.family, null)
        : found.stop;
    }
    const outward = this.#ask(found.address, found.port);
    if (outward !== undefined) return outward;
    return this.#answerFromHost(inward.packet, caller);
  }

  /** The proxy asks the container. */
  #ask(address: string, port: number): Stop | undefined {
    const hop = routeTo(hostStack(this.#facts), address);
    const src = hop === undefined ? undefined : sourceAddress(hostStack(this.#facts), hop, address);
    const packet: Packet = {
      ...this.#sent(src ?? address, address),
      ...{ dport: port, asked: { address, port }, oif: hop?.device ?? null },
    };
    const left = this.#pass('OUTPUT', packet);
    if ('stop' in left) return left.stop;
    return this.#sendOut(left.packet, left.nat, { address: packet.src, itself: false });
  }

  /** The answer of the proxy to who asked it. */
  #answerFromHost(packet: Packet, caller: Caller): Stop | undefined {
    const device = this.#deviceTo(caller);
    const left = this.#passBack('OUTPUT', { ...replyTo(packet), oif: device });
    if ('stop' in left) return left.stop;
    if (device !== 'lo') return undefined;
    const back = this.#pass('INPUT', { ...left.packet, oif: null, iif: 'lo' });
    return 'stop' in back ? back.stop : undefined;
  }

  #deviceTo({ address, device }: Caller): string {
    if (isLocal(this.#facts, address)) return 'lo';
    return device ?? routeTo(hostStack(this.#facts), address)?.device ?? '';
  }

  /** The packet is in the endpoint's own network. */
  #accept(
    packet: Packet,
    endpoint: Endpoint,
    link: EndpointInterface,
    caller: Caller,
  ): Stop | undefined {
    const own = link.addresses.some((text) => text.startsWith(`${packet.src}/`));
    if (own || (packet.family === 4 && isLoopback(packet.src))) {
      return withoutMasquerade(this.#facts, this.#publication, packet, endpoint, link, own);
    }
    return listenerStop(endpoint, packet) ?? this.#answer(packet, endpoint, link, caller);
  }

  /** The endpoint answers: by the host, straight to a neighbour, or not at all. */
  #answer(
    packet: Packet,
    endpoint: Endpoint,
    link: EndpointInterface,
    caller: Caller,
  ): Stop | undefined {
    const reply = replyTo(packet);
    const hop = routeTo(
      { interfaces: endpoint.interfaces, routes: endpoint.routes ?? [] },
      reply.dst,
    );
    const next = hop?.gateway ?? reply.dst;
    if (hop === undefined || hop.type !== undefined)
      return noRoute(this.#facts, this.#publication, packet, endpoint, link, null);
    const leaving = endpoint.interfaces.find(({ name }) => name === hop.device);
    const iif = leaving === undefined ? undefined : wireOf(leaving);
    if (isLocal(this.#facts, next)) {
      const physIn = leaving === undefined ? null : bridgePort(leaving);
      return this.#back({ ...reply, iif: iif ?? null, physIn }, caller);
    }
    if (hop.gateway !== undefined)
      return noRoute(this.#facts, this.#publication, packet, endpoint, link, hop.gateway);
    if (!packet.dnat || packet.snat) return undefined;
    if (!bridgeNetfilter(this.#facts, packet.family) || link.bridge === undefined) {
      return withoutMasquerade(this.#facts, this.#publication, packet, endpoint, link, false);
    }
    // The bridge shows the frame to iptables, which translates it back there.
    const { bridge, hostPeer } = link;
    const seen = this.#passBack('PREROUTING', { ...reply, iif: bridge, physIn: hostPeer ?? null });
    if ('stop' in seen) return seen.stop;
    const passed = this.#pass('FORWARD', { ...seen.packet, oif: bridge });
    if ('stop' in passed) return passed.stop;
    const left = this.#pass('POSTROUTING', { ...passed.packet, iif: null });
    return 'stop' in left ? left.stop : undefined;
  }

  /** The answer comes back to the host, which translates it back and passes it on. */
  #back(reply: Packet, caller: Caller): Stop | undefined {
    const { iif, family } = reply;
    if (iif === null) return undefined;
    const entered = this.#passBack('PREROUTING', reply);
    if ('stop' in entered) return entered.stop;
    const martian = reversePathStop(this.#facts, reply, iif, null);
    if (martian !== undefined) return martian;
    const packet = { ...entered.packet, dst: caller.address };
    if (isLocal(this.#facts, caller.address)) {
      const inward = this.#pass('INPUT', packet);
      return 'stop' in inward ? inward.stop : undefined;
    }
    const oif = this.#deviceTo(caller);
    const bridged = oif === iif && bridgeNetfilter(this.#facts, family);
    if (!this.#passesOn(family, bridged)) return forwardingOff(family);
    const passed = this.#pass('FORWARD', { ...packet, oif });
    if ('stop' in passed) return passed.stop;
    const left = this.#pass('POSTROUTING', { ...passed.packet, iif: null });
    return 'stop' in left ? left.stop : undefined;
  }
}
