import { familyName, type Family, familyOf, networkOf, parseCidr } from '#shared/model/address';
import { splitWords } from '#shared/model/iptables-save';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { inside, onHost, remedyBy, remedyByPart, type Change, type Remedy } from './remedy';
import { placeOf } from './deliver';
import { bridgeNetfilter, type Facts } from './facts';

/** What removes obstacles that are no rule that drops. Each gives undefined where nothing safe is known. */

/** The default route of an endpoint, by the bridge that it is on. */
export function routeRepair(
  { topology: { bridges } }: Facts,
  endpoint: Endpoint,
  family: Family,
): Remedy | undefined {
  for (const { name, bridge } of endpoint.interfaces) {
    const gateway = bridges
      .find((one) => one.name === bridge)
      ?.addresses.map((text) => text.split('/')[0] ?? '')
      .find((address) => familyOf(address) === family && !address.startsWith('fe80:'));
    if (gateway === undefined) continue;
    const route = (verb: string) => [
      inside(placeOf(endpoint), 'route', verb, 'default', 'via', gateway, 'dev', name),
    ];
    return remedyBy(
      msg('fix.defaultRoute', { endpoint: endpoint.name }),
      route('add'),
      route('delete'),
      true,
    );
  }
  return undefined;
}

/** Masquerade for callers whose answers would not come back through the host. */
export function masqueradeRepair(
  facts: Facts,
  { id, origin, masquerade, protocol, containerPort }: Publication,
  link: EndpointInterface,
  address: string,
  toItself: boolean,
): Remedy | undefined {
  if (origin === 'portolan') {
    return masquerade === false ? remedyByPart(msg('fix.masquerade'), id, 'masquerade') : undefined;
  }
  const family = familyOf(address);
  const cidr = link.addresses.map(parseCidr).find((one) => one.ok && one.value.address === address);
  if (cidr?.ok !== true) return undefined;
  const words = splitWords(
    `-s ${networkOf(cidr.value)} -d ${address}/${family === 4 ? '32' : '128'} -p ${protocol} -m ${protocol} --dport ${String(containerPort)} -m comment --comment portolan:fix -j MASQUERADE`,
  );
  const rule = (action: string) =>
    onHost(family === 4 ? 'iptables' : 'ip6tables', '-t', 'nat', action, 'POSTROUTING', ...words);
  const flag = toItself ? hairpinChanges(facts, link, family) : undefined;
  return remedyBy(
    msg('fix.masqueradeNetwork'),
    [rule('-I'), ...(flag?.on ?? [])],
    [...(flag?.off ?? []), rule('-D')],
    false,
  );
}

/** The hairpin flag of an endpoint's bridge port, where it is needed and off. */
export function hairpinRepair(
  facts: Facts,
  link: EndpointInterface,
  family: Family,
): Remedy | undefined {
  const flag = hairpinChanges(facts, link, family);
  return flag === undefined ? undefined : remedyBy(msg('fix.hairpin'), flag.on, flag.off, false);
}

function hairpinChanges(
  facts: Facts,
  { hostPeer, bridge }: EndpointInterface,
  family: Family,
): { readonly on: readonly Change[]; readonly off: readonly Change[] } | undefined {
  if (hostPeer === undefined || bridge === undefined || !bridgeNetfilter(facts, family)) {
    return undefined;
  }
  if (facts.hairpins[hostPeer] === true) return undefined;
  const set = (state: string) => [
    onHost('ip', 'link', 'set', 'dev', hostPeer, 'type', 'bridge_slave', 'hairpin', state),
  ];
  return { on: set('on'), off: set('off') };
}

/** A kernel setting. */
export function sysctlRepair(label: Text, key: string, value: string, now: string): Remedy {
  return remedyBy(label, [onHost('sysctl', key, value)], [onHost('sysctl', key, now)], false);
}

/** Our own jump is put before the rule that takes the packets away. */
export function jumpRepair(
  { tables }: Facts,
  { origin }: Publication,
  chain: string,
  family: Family,
): Remedy | undefined {
  if (origin !== 'portolan') return undefined;
  const rules =
    tables
      .find((table) => table.name === 'nat' && table.family === familyName(family))
      ?.chains.find(({ name }) => name === chain)?.rules ?? [];
  const index = rules.findIndex(({ target }) => target === 'PORTOLAN-DNAT');
  const jump = rules[index];
  if (jump === undefined || index === 0) return undefined;
  const words = splitWords(jump.text).slice(2);
  const program = family === 4 ? 'iptables' : 'ip6tables';
  const move = (position: number) => [
    onHost(program, '-t', 'nat', '-D', chain, ...words),
    onHost(program, '-t', 'nat', '-I', chain, String(position), ...words),
  ];
  return remedyBy(msg('fix.ownRulesFirst'), move(1), move(index + 1), false);
}
