import { familyOf, networkOf, parseCidr, type Family } from '#shared/model/address';
import type { Topology } from '#shared/model/snapshot';
import { msg, type Text, type Message } from '#shared/messages/message';
import { nextFreeAddress } from '../observe/derive/free-address';
import { freeNetwork, type FreeNetwork } from './free-network';
import { endpointPath } from '../system/proc/namespace-path';
import type { View } from '../observe/records/reading';
import type { Attempt, AttemptResult } from './attempt';
import { openTestWire, type WireEnd } from './test-wire';
import { HostVantage, NamespaceVantage, type Vantage } from './vantage';

/** Where a client connects from. */
export type ClientPlace =
  | { readonly kind: 'host' }
  /** A temporary network outside, behind an interface that is neither lo nor a bridge. */
  | { readonly kind: 'lan' }
  | { readonly kind: 'endpoint'; readonly id: string }
  /** A test client on a bridge. */
  | { readonly kind: 'guest'; readonly bridge: string };

/** A place that clients can connect from, or why they cannot. */
type Opened = Vantage | Text;

/** Opens places when they are first needed, and keeps them open until {@link close}. */
export class Vantages {
  readonly #view: View;
  readonly #script: string;
  readonly #open = new Map<string, Opened>();

  /** @param script the helper's own program, which holds the prober */
  constructor(view: View, script: string) {
    this.#view = view;
    this.#script = script;
  }

  /** Opens a place. Returns the reason if clients cannot connect from it. */
  async open(place: ClientPlace): Promise<Text | null> {
    const key = keyOf(place);
    const known = this.#open.get(key);
    const vantage = known ?? (await this.#start(place));
    this.#open.set(key, vantage);
    return isOpen(vantage) ? null : vantage;
  }

  /** Connects from all places at once. Returns the results by the attempts' ids. */
  async connect(
    tasks: readonly { readonly place: ClientPlace; readonly attempt: Attempt }[],
  ): Promise<ReadonlyMap<string, AttemptResult>> {
    const results = await Promise.all(
      [...this.#open].map(async ([key, vantage]) => {
        const fromHere = tasks.filter(({ place }) => keyOf(place) === key);
        if (!isOpen(vantage) || fromHere.length === 0) return [];
        return vantage.connect(fromHere.map(({ attempt }) => attempt));
      }),
    );
    return new Map(results.flat().map((result) => [result.id, result]));
  }

  /** Closes the connections of the last attempts. */
  release(): void {
    for (const vantage of this.#open.values()) if (isOpen(vantage)) vantage.release();
  }

  async close(): Promise<void> {
    const open = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(open.filter(isOpen).map((vantage) => vantage.close()));
  }

  async #start(place: ClientPlace): Promise<Opened> {
    if (place.kind === 'host') return new HostVantage();
    if (place.kind === 'endpoint') {
      const { namespaces } = this.#view.reading;
      const namespace = namespaces.find(({ id }) => id === place.id);
      const path = namespace === undefined ? null : endpointPath(namespace);
      if (path === null) return msg('note.noEntry');
      const started = await NamespaceVantage.start({ kind: 'namespace', path }, this.#script);
      return started.ok ? started.value : started.error.message;
    }
    const end =
      place.kind === 'lan' ? outside(this.#view) : guest(place.bridge, this.#view.topology);
    if (!('kind' in end)) return end;
    const started = await openTestWire(end, this.#script);
    return started.ok ? started.value : started.error.message;
  }
}

function isOpen(opened: Opened): opened is Vantage {
  return typeof opened === 'object' && 'connect' in opened;
}

function keyOf(place: ClientPlace): string {
  if (place.kind === 'endpoint') return `endpoint ${place.id}`;
  return place.kind === 'guest' ? `guest ${place.bridge}` : place.kind;
}

/** The end of a test wire outside, with a network of each family that this computer has. */
function outside({ topology, reading }: View): WireEnd | Message {
  const hasSix = reading.network.links.some(({ addresses }) =>
    addresses.some((text) => text.includes(':')),
  );
  const networks = (hasSix ? ([4, 6] as const) : ([4] as const)).flatMap(
    (family) => testNetwork(family, topology) ?? [],
  );
  return networks.length === 0 ? msg('note.noFreeNetwork') : { kind: 'outside', networks };
}

/** Returns the network for a test client outside; null if none is free. */
export function testNetwork(family: Family, topology: Topology): FreeNetwork | null {
  return freeNetwork(family, usedNetworks(topology));
}

function usedNetworks({ host, endpoints }: Topology): readonly string[] {
  const routes = [host.routes ?? [], ...endpoints.map(({ routes }) => routes ?? [])].flat();
  const addresses = [...host.interfaces, ...endpoints.flatMap(({ interfaces }) => interfaces)];
  return [
    ...routes.map(({ destination }) => destination),
    ...addresses.flatMap((link) => link.addresses),
  ];
}

/** The end of a test wire on a bridge, beside its containers. */
function guest(name: string, { bridges, endpoints, host }: Topology): WireEnd | Message {
  const bridge = bridges.find((candidate) => candidate.name === name);
  const used = new Set(
    [...host.interfaces, ...endpoints.flatMap(({ interfaces }) => interfaces)].flatMap((link) =>
      link.addresses.map((text) => text.split('/')[0] ?? ''),
    ),
  );
  const addresses = [...(bridge?.addresses ?? [])].flatMap((text) => {
    const cidr = parseCidr(text);
    const free = nextFreeAddress(text, used);
    if (!cidr.ok || !free.ok || networkOf(cidr.value).startsWith('fe80:')) return [];
    return [{ address: free.value, gateway: cidr.value.address }];
  });
  const onePerFamily = ([4, 6] as const).flatMap(
    (family) => addresses.find(({ gateway }) => familyOf(gateway) === family) ?? [],
  );
  return onePerFamily.length === 0
    ? msg('note.bridgeWithoutAddress', { bridge: name })
    : { kind: 'bridge', bridge: name, addresses: onePerFamily };
}
