import { familyOf, parseCidr } from '#shared/model/address';
import { msg, type Message } from '#shared/messages/message';
import { commandText, type NamespaceRef } from '#shared/model/namespace';

/** A bridge that the user created. */
export interface BridgeIntent {
  readonly name: string;
  /** The bridge's own `address/prefix`, canonical. */
  readonly address: string;
  /**
   * Set when the bridge is created, so that it stays when ports come and go and neighbours keep
   * finding the gateway.
   */
  readonly mac: string;
}

/** An endpoint that the user attached to a bridge of Portolan. */
export interface AttachIntent {
  /** Also the name of the veth pair's end on the host. */
  readonly id: string;
  readonly target: { readonly id: string; readonly name: string };
  readonly bridge: string;
  /** The name inside the endpoint. */
  readonly interface: string;
  /** `address/prefix`, canonical. */
  readonly address: string;
}

/** One run of `ip`, on the host or in a namespace. */
export interface LinkCommand {
  /** null: the host. */
  readonly place: NamespaceRef | null;
  readonly args: readonly string[];
  /** Whether the step continues when this fails, because its result may exist already. */
  readonly optional?: true;
}

/** The commands that bring one bridge or one wire to its intended state. */
export interface LinkStep {
  /** A bridge's name or an attachment's id. */
  readonly id: string;
  readonly commands: readonly LinkCommand[];
  /** Undoes the step once its first command has succeeded. */
  readonly undo: readonly LinkCommand[];
}

/** A link of the host, as far as planning needs it. */
export interface HostLink {
  readonly name: string;
  readonly kind: string;
  readonly mac: string;
  readonly up: boolean;
  readonly master?: string;
  readonly alias?: string;
  readonly addresses: readonly string[];
}

/** The namespace that an attachment leads to. */
export interface AttachedPlace {
  readonly place: NamespaceRef;
  /** The interface at the other end of the wire, if it has the intended name. */
  readonly inside: { readonly up: boolean; readonly addresses: readonly string[] } | null;
  /** Whether another interface has the name. */
  readonly nameTaken: boolean;
  /** Whether a default route of the address's family exists; null when that is unknown. */
  readonly defaultRoute: boolean | null;
}

export interface LinkState {
  readonly links: readonly HostLink[];
  /** By attachment id; without those whose endpoint does not exist. */
  readonly places: ReadonlyMap<string, AttachedPlace>;
}

export interface LinkPlan {
  readonly steps: readonly LinkStep[];
  /** Why a bridge or an attachment is impossible, by its name or id. */
  readonly obstacles: ReadonlyMap<string, Message>;
}

/** Marks a link as Portolan's, for the helper after a crash and for people who read `ip link`. */
export const aliasOf = (name: string): string => `portolan:${name}`;

/**
 * Whether a link carries Portolan's mark: it is of a kind that Portolan creates, and its alias names
 * the link itself. Another alias that begins in the same way is another program's.
 */
export function isOurs({ name, kind, alias }: Pick<HostLink, 'name' | 'kind' | 'alias'>): boolean {
  return (kind === 'bridge' || kind === 'veth') && alias === aliasOf(name);
}

/**
 * Computes the steps from the current links to the intended ones. First it deletes Portolan's links
 * that are no longer wanted, wires before bridges; then it creates or repairs bridges, then wires.
 */
export function planLinks(
  state: LinkState,
  bridges: readonly BridgeIntent[],
  attachments: readonly AttachIntent[],
): LinkPlan {
  const wanted = new Set([...bridges.map(({ name }) => name), ...attachments.map(({ id }) => id)]);
  const surplus = state.links.filter((link) => isOurs(link) && !wanted.has(link.name));
  const isBridge = ({ kind }: HostLink) => kind === 'bridge';
  const gone = [...surplus.filter((link) => !isBridge(link)), ...surplus.filter(isBridge)];
  const steps: LinkStep[] = gone.map(({ name }) => ({
    id: name,
    commands: [deletion(name)],
    undo: [],
  }));
  const obstacles = new Map<string, Message>();
  const plan = (id: string, result: readonly LinkCommand[] | Message, isNew: boolean) => {
    if ('key' in result) obstacles.set(id, result);
    else if (result.length > 0)
      steps.push({ id, commands: result, undo: isNew ? [deletion(id)] : [] });
  };
  const find = (name: string) => state.links.find((link) => link.name === name);
  for (const intent of bridges) {
    const link = find(intent.name);
    plan(intent.name, bridgeCommands(intent, link), link === undefined);
  }
  for (const intent of attachments) {
    const place = state.places.get(intent.id);
    const bridge = bridges.find(({ name }) => name === intent.bridge);
    if (obstacles.has(intent.bridge) || bridge === undefined) {
      const none = msg('state.noBridge', { bridge: intent.bridge });
      obstacles.set(intent.id, obstacles.get(intent.bridge) ?? none);
    } else if (place !== undefined) {
      const commands = wireCommands(intent, bridge, find(intent.id), place);
      plan(intent.id, commands, place.inside === null);
    }
  }
  return { steps, obstacles };
}

function bridgeCommands(
  { name, address, mac }: BridgeIntent,
  link: HostLink | undefined,
): readonly LinkCommand[] | Message {
  const made: HostLink = link ?? { name, kind: 'bridge', mac, up: false, addresses: [] };
  if (made.kind !== 'bridge' || (made.mac !== mac && !isOurs(made))) {
    return msg('state.foreignLink', { name });
  }
  return [
    ...(link === undefined ? [onHost('link', 'add', name, 'address', mac, 'type', 'bridge')] : []),
    ...(isOurs(made) ? [] : [onHost('link', 'set', 'dev', name, 'alias', aliasOf(name))]),
    ...(made.addresses.includes(address) ? [] : [addressAddition(null, address, name)]),
    ...(made.up ? [] : [onHost('link', 'set', 'dev', name, 'up')]),
  ];
}

function wireCommands(
  { id, bridge, interface: name, address }: AttachIntent,
  { address: bridgeAddress }: BridgeIntent,
  link: HostLink | undefined,
  { place, inside, nameTaken, defaultRoute }: AttachedPlace,
): readonly LinkCommand[] | Message {
  if (inside === null && nameTaken) return msg('state.interfaceTaken', { name });
  const word = 'name' in place ? place.name : String(place.pid);
  const pair = ['type', 'veth', 'peer', 'name', name, 'netns', word];
  const isNew = inside === null;
  const host: Pick<HostLink, 'name' | 'kind' | 'up' | 'alias' | 'master'> =
    isNew || link === undefined ? { name: id, kind: 'veth', up: false } : link;
  const there = (...args: readonly string[]): LinkCommand => ({ place, args });
  const gateway = bridgeAddress.split('/')[0] ?? '';
  const route = there('route', 'add', 'default', 'via', gateway, 'dev', name);
  return [
    ...(isNew && link !== undefined ? [deletion(id)] : []),
    ...(isNew ? [onHost('link', 'add', id, ...pair)] : []),
    ...(isOurs(host) ? [] : [onHost('link', 'set', 'dev', id, 'alias', aliasOf(id))]),
    ...(host.master === bridge ? [] : [onHost('link', 'set', 'dev', id, 'master', bridge)]),
    ...(host.up ? [] : [onHost('link', 'set', 'dev', id, 'up')]),
    ...(inside?.addresses.includes(address) === true
      ? []
      : [addressAddition(place, address, name)]),
    ...(inside?.up === true ? [] : [there('link', 'set', 'dev', name, 'up')]),
    ...(defaultRoute === false ? [route] : []),
    ...(defaultRoute === null && isNew ? [{ ...route, optional: true as const }] : []),
  ];
}

function onHost(...args: readonly string[]): LinkCommand {
  return { place: null, args };
}

/** Deletes a link of the host. */
export function deletion(name: string): LinkCommand {
  return onHost('link', 'delete', 'dev', name);
}

/** An IPv6 address is used immediately: conflicts are checked before (RFC 4862, `nodad`). */
function addressAddition(place: NamespaceRef | null, address: string, device: string): LinkCommand {
  const cidr = parseCidr(address);
  const six = cidr.ok && familyOf(cidr.value.address) === 6;
  return { place, args: ['address', 'add', address, 'dev', device, ...(six ? ['nodad'] : [])] };
}

/** A run of `ip` as a person would type it. */
export function linkCommandText({ place, args }: LinkCommand): string {
  return commandText(place, 'ip', args);
}
