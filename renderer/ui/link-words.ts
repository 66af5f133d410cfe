import type { EndpointInterface, HostInterface } from '#shared/model/snapshot';

type Link = Pick<HostInterface | EndpointInterface, 'kind' | 'mode' | 'vlan' | 'parent'>;

/** Kinds that are what everybody expects, so that naming them says nothing. */
const usual = new Set(['veth', 'physical', 'loopback', 'bridge']);

/** The kind of an interface when it is nothing usual: `vlan 12`, `macvlan`, `wireguard`. */
export function linkKind({ kind, vlan }: Link): string | null {
  if (kind === undefined || usual.has(kind)) return null;
  return vlan === undefined ? kind : `${kind} ${String(vlan)}`;
}

/** All that makes an interface unusual: `vlan 12 @ eth0`, `macvlan bridge @ eth0`. */
export function linkWords(link: Link): string | null {
  const kind = linkKind(link);
  if (kind === null) return null;
  const mode = link.mode === undefined ? '' : ` ${link.mode}`;
  return `${kind}${mode}${link.parent === undefined ? '' : ` @ ${link.parent.name}`}`;
}
