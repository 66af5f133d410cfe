import { familyOf, isLoopback, type Family } from '#shared/model/address';
import type { Publication } from '#shared/model/publication';
import type { Rule } from '#shared/model/rules';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { bridgeDown, isMeant, listenerStop, ownerOf, wireOf, wireStop } from './deliver';
import { dropped } from './drops';
import {
  bridgeNetfilter,
  forwards,
  hostStack,
  isLocal,
  reversePathFilter,
  routesLocalnet,
  routeTo,
  sourceAddress,
  type Facts,
} from './facts';
import { passHook, type Decision, type Firewall, type Hook } from './netfilter';
import { clientPort, replyTo, type Packet } from './packet';
import { jumpRepair, hairpinRepair, masqueradeRepair, routeRepair, sysctlRepair } from './repairs';
import { socketAt } from './host-socket';
import type { Stop } from './stop';

/** Who asks: where its packets come in, and how answers get back to it. */
export interface Caller {
  readonly address: string;
  /** The device by which the host reaches it; undefined: as the host's routes say. */
  readonly device?: string;
  /** Whether it is the endpoint itself. */
  readonly itself: boolean;
}

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

  constructor(facts: Facts, publication: Publication) {
    this.#facts = facts;
    this.#publication = publication;
    this.#firewall = {
      tables: facts.tables,
      isLocal: (address) => isLocal(facts, address),
      masqueradeAs: ({ oif, dst }) =>
        oif === null ? undefined : sourceAddress(hostStack(facts), { device: oif }, dst),
      redirectTo: ({ iif, family }) =>
        iif === null
          ? family === 4
            ? '127.0.0.1'
            : '::1'
          : sourceAddress(hostStack(facts), { device: iif }, family === 4 ? '0.0.0.0' : '::'),
    };
  }

  /** A packet comes in by an interface of the host: from outside, or from a bridge. */
  comeIn(address: string, iif: string, physIn: string | null, caller: Caller): Stop | undefined {
    const { bridges } = this.#facts.topology;
    if (bridges.some(({ name, up }) => name === iif && !up)) return bridgeDown(iif);
    const first = { ...this.#first(caller.address, address), iif, physIn };
    const entered = this.#pass('PREROUTING', first);
    if ('stop' in entered) return entered.stop;
    const { packet, nat } = entered;
    const martian = this.#reversePath(packet, iif, caller);
    if (martian !== undefined) return martian;
    if (isLocal(this.#facts, packet.dst)) {
      if (
        familyOf(packet.dst) === 4 &&
        isLoopback(packet.dst) &&
        !routesLocalnet(this.#facts, iif)
      ) {
        return this.#loopbackFromOutside(iif);
      }
      return this.#toSocket(packet, nat, 'remote', caller);
    }
    return this.#forward(packet, nat, caller);
  }

  /** The host itself asks one of its own addresses. */
  sendOwn(address: string): Stop | undefined {
    const six = familyOf(address) === 6;
    if (!isLocal(this.#facts, address)) return this.#noAddress(address, six);
    const src = isLoopback(address) && !six ? '127.0.0.1' : address;
    const caller: Caller = { address: src, itself: false };
    const left = this.#pass('OUTPUT', { ...this.#first(src, address), oif: 'lo' });
    if ('stop' in left) return left.stop;
    const { packet, nat } = left;
    if (packet.dnat && !isLocal(this.#facts, packet.dst)) return this.#sendOut(packet, nat, caller);
    const looped = this.#pass('POSTROUTING', packet);
    if ('stop' in looped) return looped.stop;
    const back = this.#pass('PREROUTING', { ...looped.packet, oif: null, iif: 'lo' });
    return 'stop' in back ? back.stop : this.#toSocket(back.packet, nat, 'local', caller);
  }

  /** Where a first packet would be led by translation; null when it would be dropped before. */
  translation(
    src: string,
    dst: string,
  ): { readonly address: string; readonly port: number } | null {
    const own = isLocal(this.#facts, src);
    const device = own ? undefined : routeTo(hostStack(this.#facts), src)?.device;
    const first = this.#first(src, dst);
    const step = own
      ? this.#pass('OUTPUT', { ...first, oif: 'lo' })
      : this.#pass('PREROUTING', { ...first, iif: device ?? null });
    return 'stop' in step ? null : { address: step.packet.dst, port: step.packet.dport };
  }

  #first(src: string, dst: string): Packet {
    const { protocol, hostPort } = this.#publication;
    return {
      family: familyOf(dst),
      ...{ protocol, src, dst, sport: clientPort, dport: hostPort },
      ...{ iif: null, oif: null, physIn: null, direction: 'original' },
      asked: { address: dst, port: hostPort },
      ...{ dnat: false, snat: false, untracked: false, mark: 0 },
    };
  }

  #pass(hook: Hook, packet: Packet): Step {
    const passed = passHook(hook, packet, this.#firewall);
    if (passed.verdict === 'drop') {
      return { stop: dropped(passed.decision, passed.packet, this.#publication) };
    }
    this.uncertain.push(...passed.uncertain);
    return { packet: passed.packet, nat: passed.nat };
  }

  /** The kernel drops IPv4 packets whose sender it would not answer by the interface that they came in by. */
  #reversePath({ src, family }: Packet, iif: string, caller: Caller): Stop | undefined {
    if (family === 6) return undefined;
    const filter = reversePathFilter(this.#facts, iif);
    if (filter === 0) return undefined;
    const known = src === caller.address ? caller.device : undefined;
    const way = known ?? routeTo(hostStack(this.#facts), src)?.device;
    if (way === iif || (filter === 2 && way !== undefined)) return undefined;
    const answer = way === undefined ? 'it knows no way to answer' : `it would answer by ${way}`;
    const own = this.#facts.topology.host.interfaces.find(({ name }) => name === iif)?.rpFilter;
    return {
      code: 'RP_FILTER',
      where: `net.ipv4.conf.${iif}.rp_filter`,
      explanation: `A packet from ${src} comes in by ${iif}, but ${answer}. The kernel takes such a sender for forged and drops the packet (reverse path filter).`,
      ...(way === undefined
        ? {}
        : {
            remedy: sysctlRepair(
              'Let answers take another way (loose mode)',
              `net/ipv4/conf/${iif}/rp_filter`,
              '2',
              String(own ?? 0),
            ),
          }),
    };
  }

  #loopbackFromOutside(iif: string): Stop {
    return {
      code: 'LOOPBACK_GUARD',
      where: `net.ipv4.conf.${iif}.route_localnet`,
      explanation: `Packets for loopback addresses that come in by ${iif} are dropped by the kernel.`,
    };
  }

  #noAddress(address: string, six: boolean): Stop {
    return six
      ? {
          code: 'NO_IPV6',
          where: 'host',
          explanation: `IPv6 is asked for, but this computer has no address ${address}.`,
        }
      : {
          code: 'HOST_ADDRESS_ONLY',
          where: 'host',
          explanation: `It is published on ${address}, which this computer does not have now.`,
        };
  }

  /** Routing has found that the packet is not for the host. */
  #forward(packet: Packet, nat: Decision | undefined, caller: Caller): Stop | undefined {
    const { family, dst, iif } = packet;
    const found = this.#destination(packet, nat);
    if ('stop' in found) return found.stop;
    const device = found.device;
    const bridged =
      device === iif && bridgeNetfilter(this.#facts, family) && packet.physIn !== null;
    if (!bridged && !forwards(this.#facts, family)) return this.#forwardingOff(family);
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
      const remedy = hairpinRepair(this.#facts, link, family);
      return {
        code: 'HAIRPIN_WITHOUT_MASQUERADE',
        where: link.hostPeer ?? device,
        explanation: `${endpoint.name} asks itself by way of the computer, but ${device} sends no frame back by the port that it came in by (hairpin mode is off).`,
        ...(remedy === undefined ? {} : { remedy }),
      };
    }
    return this.#accept(left.packet, endpoint, link, caller);
  }

  #forwardingOff(family: Family): Stop {
    const key = family === 4 ? 'net.ipv4.ip_forward' : 'net.ipv6.conf.all.forwarding';
    return {
      code: 'IP_FORWARD_OFF',
      where: key,
      explanation: `The computer passes no packets on between its networks (${key} is 0), so nothing from outside gets to a container.`,
      remedy: sysctlRepair('Pass packets on', key, '1', '0'),
    };
  }

  /** A packet of the host's own leaves for a container. */
  #sendOut(packet: Packet, nat: Decision | undefined, caller: Caller): Stop | undefined {
    const found = this.#destination(packet, nat);
    if ('stop' in found) return found.stop;
    const { endpoint, link, device } = found;
    if (packet.family === 4 && isLoopback(packet.src) && !routesLocalnet(this.#facts, device)) {
      return {
        code: 'NO_PROXY',
        where: `net.ipv4.conf.${device}.route_localnet`,
        explanation:
          'A packet from 127.0.0.1 must not leave the computer, so no rule can lead it to a container. That takes a proxy, and there is none.',
      };
    }
    const left = this.#pass('POSTROUTING', { ...packet, oif: device });
    if ('stop' in left) return left.stop;
    const wire = wireStop(this.#facts, device, endpoint, link, packet.dst);
    return wire ?? this.#accept(left.packet, endpoint, link, caller);
  }

  /** Whose address a packet for a container has, and by which device the host sends it there. */
  #destination(
    { dst, family }: Packet,
    nat: Decision | undefined,
  ):
    | { readonly endpoint: Endpoint; readonly link: EndpointInterface; readonly device: string }
    | { readonly stop: Stop } {
    const owner = ownerOf(this.#facts, dst);
    if (owner === undefined || !isMeant(this.#publication, owner.endpoint)) {
      return { stop: this.#shadowed(nat, family, owner?.endpoint.name ?? dst) };
    }
    const { endpoint, link } = owner;
    const wire = wireOf(link);
    const off = this.#facts.topology.bridges.find(({ name, up }) => name === wire && !up);
    if (off !== undefined) return { stop: bridgeDown(off.name) };
    const hop = routeTo(hostStack(this.#facts), dst);
    if (hop?.type === undefined && hop !== undefined) return { endpoint, link, device: hop.device };
    return {
      stop: {
        code: 'WRONG_INTERFACE',
        where: wire ?? 'host',
        explanation: `The computer has no way to ${dst}: none of its interfaces is in that network.`,
      },
    };
  }

  /** Another rule has led the packet elsewhere, or has kept ours from being asked. */
  #shadowed(nat: Decision | undefined, family: Family, towards: string): Stop {
    const rule = nat?.rule;
    const remedy =
      nat === undefined ? undefined : jumpRepair(this.#facts, this.#publication, nat.hook, family);
    return {
      code: 'DNAT_SHADOWED',
      where: nat === undefined ? 'nat' : `nat ${nat.chain}`,
      explanation: `A rule that comes before the publication's own leads the packet to ${towards}.`,
      ...(rule === undefined ? {} : { owner: rule.owner, rule: rule.text }),
      ...(remedy === undefined ? {} : { remedy }),
    };
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
      return isKept ? this.#shadowed(nat, packet.family, 'this computer') : found.stop;
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
      ...this.#first(src ?? address, address),
      ...{ dport: port, asked: { address, port }, oif: hop?.device ?? null },
    };
    const left = this.#pass('OUTPUT', packet);
    if ('stop' in left) return left.stop;
    return this.#sendOut(left.packet, left.nat, { address: packet.src, itself: false });
  }

  /** The answer of the proxy to who asked it. */
  #answerFromHost(packet: Packet, caller: Caller): Stop | undefined {
    const device = this.#deviceTo(caller);
    const left = this.#pass('OUTPUT', { ...replyTo(packet), oif: device });
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
      return this.#withoutMasquerade(packet, endpoint, link, own);
    }
    return listenerStop(endpoint, packet) ?? this.#answer(packet, endpoint, link, caller);
  }

  #withoutMasquerade(
    { src, dst }: Packet,
    { name }: Endpoint,
    link: EndpointInterface,
    toItself: boolean,
  ): Stop {
    const remedy = masqueradeRepair(this.#facts, this.#publication, link, dst, toItself);
    return {
      code: 'HAIRPIN_WITHOUT_MASQUERADE',
      where: 'nat POSTROUTING',
      explanation: `${name} would answer ${src} straight away, past the computer, so the answer comes from another address than was asked, and is not recognised. The sender's address must be masqueraded.`,
      ...(remedy === undefined ? {} : { remedy }),
    };
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
      return this.#noRoute(packet, endpoint, link, null);
    const leaving = endpoint.interfaces.find(({ name }) => name === hop.device);
    const iif = leaving === undefined ? undefined : wireOf(leaving);
    if (isLocal(this.#facts, next)) {
      return this.#back({ ...reply, iif: iif ?? null, physIn: leaving?.hostPeer ?? null }, caller);
    }
    if (hop.gateway !== undefined) return this.#noRoute(packet, endpoint, link, hop.gateway);
    if (!packet.dnat || packet.snat) return undefined;
    if (!bridgeNetfilter(this.#facts, packet.family) || link.bridge === undefined) {
      return this.#withoutMasquerade(packet, endpoint, link, false);
    }
    // The bridge shows the frame to iptables, which translates it back there.
    const { bridge, hostPeer } = link;
    const seen = this.#pass('PREROUTING', { ...reply, iif: bridge, physIn: hostPeer ?? null });
    if ('stop' in seen) return seen.stop;
    const passed = this.#pass('FORWARD', { ...seen.packet, oif: bridge });
    return 'stop' in passed ? passed.stop : undefined;
  }

  #noRoute(
    packet: Packet,
    endpoint: Endpoint,
    link: EndpointInterface,
    gateway: string | null,
  ): Stop {
    const own =
      this.#publication.origin === 'portolan' && this.#publication.masquerade === false
        ? masqueradeRepair(this.#facts, this.#publication, link, packet.dst, false)
        : undefined;
    const remedy =
      own ?? (gateway === null ? routeRepair(this.#facts, endpoint, packet.family) : undefined);
    return {
      code: 'NO_DEFAULT_ROUTE',
      where: endpoint.name,
      explanation:
        gateway === null
          ? `${endpoint.name} gets the packet but knows no way back to ${packet.src}: it has no default route.`
          : `${endpoint.name} gets the packet but answers by ${gateway}, which is not this computer, so the answer is not recognised.`,
      ...(remedy === undefined ? {} : { remedy }),
    };
  }

  /** The answer comes back to the host, which translates it back and passes it on. */
  #back(reply: Packet, caller: Caller): Stop | undefined {
    const { iif, family } = reply;
    if (iif === null) return undefined;
    const entered = this.#pass('PREROUTING', reply);
    if ('stop' in entered) return entered.stop;
    const martian = this.#reversePath(reply, iif, { ...caller, address: '' });
    if (martian !== undefined) return martian;
    const packet = { ...entered.packet, dst: caller.address };
    if (isLocal(this.#facts, caller.address)) {
      const inward = this.#pass('INPUT', packet);
      return 'stop' in inward ? inward.stop : undefined;
    }
    const oif = this.#deviceTo(caller);
    const bridged = oif === iif && bridgeNetfilter(this.#facts, family);
    if (!bridged && !forwards(this.#facts, family)) return this.#forwardingOff(family);
    const passed = this.#pass('FORWARD', { ...packet, oif });
    if ('stop' in passed) return passed.stop;
    const left = this.#pass('POSTROUTING', { ...passed.packet, iif: null });
    return 'stop' in left ? left.stop : undefined;
  }
}
