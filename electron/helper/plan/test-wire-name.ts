import type { HostLink } from './links';

/** Prefix of the host's ends of test wires, which do not belong to the observed machine. */
export const testWirePrefix = 'ptlprobe';

/** Digits after the prefix: six hexadecimal ones. */
const digitsOf = (name: string): string | undefined => /^ptlprobe([0-9a-f]{6})$/.exec(name)?.[1];

/** @param digits six random hexadecimal digits */
export const testWireName = (digits: string): string => `${testWirePrefix}${digits}`;

/** Whether an interface is the host's end of a test wire. */
export const isTestWire = (name: string): boolean => name.startsWith(testWirePrefix);

/**
 * The MAC address of the host's end. A bridge takes the lowest address of its ports. Ours must not
 * change the address that its containers know as their gateway's.
 */
export function testWireMac(name: string): string {
  return `fe:ff:ff:${(digitsOf(name) ?? '').replace(/..(?=.)/g, '$&:')}`;
}

/** Whether a link is one that Portolan made for a test: by its kind, name and MAC address. */
export function isOwnTestWire({
  name,
  kind,
  mac,
}: Pick<HostLink, 'name' | 'kind' | 'mac'>): boolean {
  return kind === 'veth' && digitsOf(name) !== undefined && mac === testWireMac(name);
}
