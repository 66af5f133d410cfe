import { familyName, type Family, familyOf, networkOf, parseCidr } from '#shared/model/address';
import { splitWords } from '#shared/model/iptables-save';
import { isOwnJump, ownJumps } from '#shared/model/own-rules';
import type { Publication } from '#shared/model/publication';
import type { Endpoint, EndpointInterface } from '#shared/model/snapshot';
import { msg, type Text } from '#shared/messages/message';
import { bridgeNetfilter, namespaceRef, type Facts } from './machine-facts';
import { fixBy, fixByPart, inside, onHost, type Change, type Fix } from './obstacle';

/** Fixes of obstacles other than rules that drop. Each is undefined where no safe fix is known. */

/** Adds an endpoint's default route, by the bridge that it is on. */
export function routeFix(
  { topology: { bridges } }: Facts,
  endpoint: Endpoint,
  family: Family,
): Fix | undefined {
  for (const { name, bridge } of endpoint.interfaces) {
    const gateway = bridges
      .find((one) => one.name === bridge)
      ?.addresses.map((text) => text.split('/')[0] ?? '')
      .find((address) => familyOf(address) === family && !address.startsWith('fe80:'));
    if (gateway === undefined) continue;
    const route = (verb: string) => [
      inside(namespaceRef(endpoint), 'route', verb, 'default', 'via', gateway, 'dev', name),
    ];
    return fixBy(
      msg('fix.defaultRoute', { endpoint: endpoint.name }),
      route('add'),
      route('delete'),
      true,
    );
  }
  return undefined;
}

/** Masquerades connections whose replies would not pass the host. */
export function masqueradeFix(
  facts: Facts,
  { id, origin, masquerade, protocol, containerPort }: Publication,
  link: EndpointInterface,
  address: string,
  toItself: boolean,
): Fix | undefined {
  if (origin === 'portolan') {
    return masquerade === false ? fixByPart(msg('fix.masquerade'), id, 'masquerade') : undefined;
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
  return fixBy(
    msg('fix.masqueradeNetwork'),
    [rule('-I'), ...(flag?.on ?? [])],
    [...(flag?.off ?? []), rule('-D')],
    false,
  );
}

/** Sets the hairpin flag of an endpoint's bridge port, where it is needed and off. */
export function hairpinFix(facts: Facts, link: EndpointInterface, family: Family): Fix | undefined {
  const flag = hairpinChanges(facts, link, family);
  return flag === undefined ? undefined : fixBy(msg('fix.hairpin'), flag.on, flag.off, false);
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

/** Changes a kernel setting. */
export function sysctlFix(label: Text, key: string, value: string, now: string): Fix {
  return fixBy(label, [onHost('sysctl', key, value)], [onHost('sysctl', key, now)], false);
}

/** Moves our jump to the start of its chain, before the rule that takes the packets. */
export function jumpFix(
  { tables }: Pick<Facts, 'tables'>,
  { origin }: Pick<Publication, 'origin'>,
  chain: string,
  family: Family,
): Fix | undefined {
  if (origin !== 'portolan') return undefined;
  const rules =
    tables
      .find((table) => table.name === 'nat' && table.family === familyName(family))
      ?.chains.find(({ name }) => name === chain)?.rules ?? [];
  const words = ownJumps[family].find(
    (jump) => jump.table === 'nat' && jump.chain === chain,
  )?.words;
  if (words === undefined) return undefined;
  const index = rules.findIndex(({ text }) => isOwnJump('nat', chain, splitWords(text).slice(2)));
  if (index < 1) return undefined;
  const program = family === 4 ? 'iptables' : 'ip6tables';
  const move = (position: number) => [
    onHost(program, '-t', 'nat', '-D', chain, ...words),
    onHost(program, '-t', 'nat', '-I', chain, String(position), ...words),
  ];
  return fixBy(msg('fix.ownRulesFirst'), move(1), move(index + 1), false);
}
