import type { EndpointInterface, HostInterface } from '#shared/model/snapshot';

type Link = Pick<HostInterface | EndpointInterface, 'kind' | 'mode' | 'vlan' | 'parent'>;

/** Kinds that are so common that they are not worth naming. */
const usual = new Set(['veth', 'physical', 'loopback', 'bridge']);

/** Returns an interface's kind if it is unusual: `vlan 12`, `macvlan`, `wireguard`. */
export function linkKind({ kind, vlan }: Link): string | null {
  if (kind === undefined || usual.has(kind)) return null;
  return vlan === undefined ? kind : `${kind} ${String(vlan)}`;
}

/** Describes an unusual interface in full: `vlan 12 @ eth0`, `macvlan bridge @ eth0`. */
export function linkWords(link: Link): string | null {
  const kind = linkKind(link);
  if (kind === null) return null;
  const mode = link.mode === undefined ? '' : ` ${link.mode}`;
  return `${kind}${mode}${link.parent === undefined ? '' : ` @ ${link.parent.name}`}`;
}
