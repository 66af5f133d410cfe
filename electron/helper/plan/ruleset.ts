import {
  familyOf,
  isLoopback,
  networkOf,
  parseCidr,
  socketName,
  type Family,
} from '#shared/model/address';
import { ownJumps } from '#shared/model/own-rules';
import {
  isWildcard,
  translation,
  type ResolvedPublication,
  type Destination,
} from './resolved-publication';
import type { BridgeIntent } from './links';

/** A rule without its chain, as words: what follows `-A CHAIN`, in the order of iptables-save. */
export type RuleWords = readonly string[];

/** A jump from a built-in chain into one of Portolan's. */
export interface Jump {
  readonly chain: string;
  readonly words: RuleWords;
  /** Whether it must come before the rules of others. */
  readonly first: boolean;
}

/** One of Portolan's chains. */
export interface OwnChain {
  readonly name: string;
  readonly rules: readonly RuleWords[];
  /** A rule of others that leads to it, as text: the kernel refuses to delete the chain. */
  readonly usedBy?: string;
}

/** Portolan's part of one table of one family. */
export interface OwnTable {
  readonly family: Family;
  readonly name: string;
  readonly chains: readonly OwnChain[];
  readonly jumps: readonly Jump[];
}

const commentPrefix = 'portolan:';

/** Splits a text into words. Interpolated values must not contain spaces. */
function words(parts: TemplateStringsArray, ...values: readonly (string | number)[]): RuleWords {
  return String.raw(parts, ...values).split(' ');
}

/** The options of the rules below. */
const options = new Set([
  ...['-s', '-d', '-i', '-o', '-p', '-m', '-j', '--dport', '--ctstate', '--ctorigdstport'],
  ...['--comment', '--to-destination'],
]);

/**
 * Whether a rule consists of words that the rules below use, and of plain values. What the kernel
 * has in Portolan's chains may be written by others.
 */
export function isPlannedForm(rule: RuleWords): boolean {
  return rule.every(
    (word) => word === '!' || options.has(word) || /^[\w.:[][\w.:,/[\]-]*$/.test(word),
  );
}

function comment(id: string): RuleWords {
  return ['-m', 'comment', '--comment', `${commentPrefix}${id}`];
}

function host(address: string): string {
  return `${address}/${address.includes(':') ? '128' : '32'}`;
}

/**
 * Computes every rule that publications and bridges need. Leaves out empty chains.
 *
 * - nat: DNAT for arriving packets and for packets that this host sends to its own address;
 *   masquerade for clients whose replies would otherwise bypass the host: neighbours of the
 *   endpoint, the endpoint itself (hairpin), and all clients when the endpoint's default route
 *   leads elsewhere.
 * - filter: both directions of translated connections, before the rules of others. Rules that all
 *   publications of a destination share have its address as their id.
 * - nat and filter, for each bridge of Portolan: traffic of its network that leaves by another
 *   interface is masqueraded and accepted, and so are the replies.
 * - raw: packets to a publication on a loopback address are dropped unless they arrived on lo
 *   (moby, CVE-2020-8558).
 */
export function desiredTables(
  publications: readonly ResolvedPublication[],
  bridges: readonly BridgeIntent[] = [],
): readonly OwnTable[] {
  return ([4, 6] as const)
    .flatMap((family) => [
      rawTable(family, publications),
      filterTable(family, publications, networks(family, bridges)),
      natTable(family, publications, networks(family, bridges)),
    ])
    .filter((table) => table.chains.length > 0);
}

function table(family: Family, name: string, chains: readonly OwnChain[]): OwnTable {
  const filled = chains.filter(({ rules }) => rules.length > 0);
  return {
    family,
    name,
    chains: filled,
    jumps: ownJumps[family]
      .filter(({ table, target }) => table === name && filled.some((own) => own.name === target))
      .map(({ chain, words }) => ({ chain, words, first: true })),
  };
}

function translated(family: Family, publications: readonly ResolvedPublication[]) {
  return publications.flatMap((publication) => {
    const destination = translation(publication, family);
    return destination === undefined ? [] : [{ intent: publication.intent, destination }];
  });
}

/** A bridge with its network of a family. */
interface BridgedNetwork {
  readonly bridge: string;
  readonly network: string;
}

function networks(family: Family, bridges: readonly BridgeIntent[]): readonly BridgedNetwork[] {
  return bridges.flatMap(({ name, address }) => {
    const cidr = parseCidr(address);
    return cidr.ok && familyOf(cidr.value.address) === family
      ? [{ bridge: name, network: networkOf(cidr.value) }]
      : [];
  });
}

function natTable(
  family: Family,
  publications: readonly ResolvedPublication[],
  bridged: readonly BridgedNetwork[],
): OwnTable {
  const routes = translated(family, publications);
  const dnat = routes.map(({ intent, destination }) => [
    ...(isWildcard(intent.hostIp) ? [] : ['-d', host(intent.hostIp)]),
    ...words`-p ${intent.protocol} -m ${intent.protocol} --dport ${intent.hostPort}`,
    ...comment(intent.id),
    ...words`-j DNAT --to-destination ${socketName(destination.address, intent.containerPort)}`,
  ]);
  const snat = masqueraded(routes).map(({ destination, only }) => [
    ...callersToMasquerade(destination),
    ...words`-d ${host(destination.address)}`,
    ...(only === undefined
      ? words`-m conntrack --ctstate DNAT`
      : [
          ...words`-p ${only.protocol} -m ${only.protocol} --dport ${only.containerPort}`,
          ...words`-m conntrack --ctstate DNAT --ctorigdstport ${only.hostPort}`,
        ]),
    ...comment(only?.id ?? destination.address),
    ...words`-j MASQUERADE`,
  ]);
  const outward = bridged.map(({ bridge, network }) => [
    ...words`-s ${network} ! -o ${bridge}`,
    ...comment(bridge),
    ...words`-j MASQUERADE`,
  ]);
  return table(family, 'nat', [
    { name: 'PORTOLAN-DNAT', rules: dnat },
    { name: 'PORTOLAN-SNAT', rules: [...snat, ...outward] },
  ]);
}

function callersToMasquerade({ network, repliesThroughHost }: Destination): RuleWords {
  return repliesThroughHost ? ['-s', network] : [];
}

interface Translated {
  readonly intent: ResolvedPublication['intent'];
  readonly destination: Destination;
}

/**
 * The destinations to masquerade: a destination for all connections to it, or, when masquerade is
 * off for one publication, separately for each of the others.
 */
function masqueraded(
  routes: readonly Translated[],
): readonly { readonly destination: Destination; readonly only?: ResolvedPublication['intent'] }[] {
  const partial = new Set(
    routes.flatMap(({ intent, destination }) => (intent.masquerade ? [] : [destination.address])),
  );
  const whole = destinationsOnce(routes).filter(({ address }) => !partial.has(address));
  const single = routes.filter(
    ({ intent, destination }) => intent.masquerade && partial.has(destination.address),
  );
  return [
    ...whole.map((destination) => ({ destination })),
    ...single.map(({ intent, destination }) => ({ destination, only: intent })),
  ];
}

/** Each destination once, however many publications share it. */
function destinationsOnce(
  routes: readonly { readonly destination: Destination }[],
): readonly Destination[] {
  return [...new Map(routes.map(({ destination }) => [destination.address, destination])).values()];
}

/**
 * Every packet passes FORWARD, but only the first one of a connection needs the rule of its
 * publication: one rule per destination accepts established connections, so that thousands of
 * publications cost a connection one walk through the chain.
 */
function filterTable(
  family: Family,
  publications: readonly ResolvedPublication[],
  bridged: readonly BridgedNetwork[],
): OwnTable {
  const routes = translated(family, publications);
  const open = routes.filter(({ intent }) => intent.forward);
  const established = destinationsOnce(open).flatMap(({ address }) =>
    ['-d', '-s'].map((side) => [
      ...words`${side} ${host(address)} -m conntrack --ctstate ESTABLISHED`,
      ...words`-m conntrack --ctstate DNAT`,
      ...comment(address),
      ...words`-j ACCEPT`,
    ]),
  );
  const first = open.map(({ intent, destination }) => [
    ...words`-d ${host(destination.address)} -p ${intent.protocol} -m ${intent.protocol}`,
    ...words`--dport ${intent.containerPort} -m conntrack --ctstate DNAT`,
    ...comment(intent.id),
    ...words`-j ACCEPT`,
  ]);
  const outward = bridged.flatMap(({ bridge }) => [
    [...words`-i ${bridge}`, ...comment(bridge), ...words`-j ACCEPT`],
    [
      ...words`-o ${bridge} -m conntrack --ctstate RELATED,ESTABLISHED`,
      ...comment(bridge),
      ...words`-j ACCEPT`,
    ],
  ]);
  const rules = [...established, ...outward, ...first];
  return table(family, 'filter', [{ name: 'PORTOLAN-FORWARD', rules }]);
}

function rawTable(family: Family, publications: readonly ResolvedPublication[]): OwnTable {
  const rules = publications
    .filter(({ intent }) => intent.hostIp !== '*' && isLoopback(intent.hostIp))
    .filter(({ intent }) => intent.hostIp.includes(':') === (family === 6))
    .map(({ intent }) => [
      ...words`-d ${host(intent.hostIp)} ! -i lo -p ${intent.protocol}`,
      ...words`-m ${intent.protocol} --dport ${intent.hostPort}`,
      ...comment(intent.id),
      ...words`-j DROP`,
    ]);
  return table(family, 'raw', [{ name: 'PORTOLAN-GUARD', rules }]);
}
