import {
  familyName,
  cidrContains,
  parseCidr,
  networkOf,
  familyOf,
  isLinkLocal,
  type Cidr,
} from '#shared/model/address';
import { optionValue, splitWords } from '#shared/model/iptables-save';
import type { Chain, Table } from '#shared/model/rules';

function findTable(tables: readonly Table[], name: string, family: Table['family'] = 'ipv4') {
  return tables.find((table) => table.name === name && table.family === family);
}

function rulesOf(table: Table | undefined): Chain['rules'] {
  return table?.chains.flatMap(({ rules }) => rules) ?? [];
}

function networksOf(addresses: readonly string[]): readonly Cidr[] {
  const networks = addresses.flatMap((text) => {
    const cidr = parseCidr(text);
    return cidr.ok && !isLinkLocal(cidr.value.address) ? [cidr.value] : [];
  });
  return networks.filter(({ address }) => nameOf(address) === familyOfNetworks(networks));
}

const nameOf = (address: string) => familyName(familyOf(address));

/** The family that decides about a network: IPv6 when it has nothing else. */
function familyOfNetworks(networks: readonly Cidr[]): Table['family'] {
  const six = networks.length > 0 && networks.every(({ address }) => familyOf(address) === 6);
  return familyName(six ? 6 : 4);
}

/** The policy of a FORWARD chain, by default IPv4's. A missing table accepts everything. */
export function forwardPolicy(
  tables: readonly Table[],
  family: Table['family'] = 'ipv4',
): 'ACCEPT' | 'DROP' {
  const forward = findTable(tables, 'filter', family)?.chains.find(
    ({ name }) => name === 'FORWARD',
  );
  return forward?.policy === 'DROP' ? 'DROP' : 'ACCEPT';
}

/**
 * Whether a rule masquerades the whole network of one of these addresses, not only some port or
 * neighbour.
 */
export function isMasqueraded(tables: readonly Table[], addresses: readonly string[]): boolean {
  const networks = networksOf(addresses);
  const nat = findTable(tables, 'nat', familyOfNetworks(networks));
  const targets = new Set(['MASQUERADE', 'SNAT']);
  // Netavark matches the network in POSTROUTING and masquerades in the network's own chain.
  const chains = nat?.chains.filter(({ rules }) =>
    rules.some((rule) => targets.has(rule.target ?? '')),
  );
  for (const { name } of chains ?? []) targets.add(name);
  return rulesOf(nat).some((rule) => {
    if (!targets.has(rule.target ?? '')) return false;
    const words = splitWords(rule.text);
    if (words.includes('-p') || words.includes('-d') || words.includes('conntrack')) return false;
    const source = parseCidr(optionValue(words, '-s') ?? '');
    return (
      source.ok &&
      networks.some(
        (network) =>
          source.value.prefix <= network.prefix && cidrContains(source.value, network.address),
      )
    );
  });
}

/**
 * Whether the FORWARD chain accepts a bridge's outgoing traffic and the replies, by policy or by
 * its own rules.
 */
export function isForwarded(
  tables: readonly Table[],
  bridge: string,
  addresses: readonly string[] = [],
): boolean {
  const family = familyOfNetworks(networksOf(addresses));
  if (forwardPolicy(tables, family) === 'ACCEPT') return true;
  const accepts = rulesOf(findTable(tables, 'filter', family))
    .filter(({ target, text }) => target === 'ACCEPT' && text.includes(bridge))
    .map(({ text }) => splitWords(text));
  const names = (option: string) => accepts.some((words) => optionValue(words, option) === bridge);
  return names('-i') && names('-o');
}

/** The network of a canonical `address/prefix`, or null when the text is not one. */
export function networkText(address: string): string | null {
  const cidr = parseCidr(address);
  return cidr.ok ? networkOf(cidr.value) : null;
}
