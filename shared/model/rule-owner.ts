import { optionValue } from './iptables-words';
import { isOwnChain, isOwnJump } from './own-rules';
import type { RuleOwner } from './rules';

/** The parts of a rule that reveal its owner. */
export interface OwnerFacts {
  readonly table: string;
  readonly chain: string;
  /** The words of the rule after `-A CHAIN`. */
  readonly words: readonly string[];
  readonly target: string | undefined;
}

type Patterns = readonly (readonly [RegExp, RuleOwner])[];

/** How other programs name their chains. */
const chains: Patterns = [
  [/^DOCKER/, 'docker'],
  [/^(NETAVARK|CNI)[-_]/, 'podman'],
  [/^ufw6?-/, 'ufw'],
  [
    /^(IN|FWDI|FWDO|FWD|POST|PRE)_\w+|^(INPUT|FORWARD|OUTPUT|PREROUTING|POSTROUTING)_(direct|ZONES|POLICIES|IN_ZONES|OUT_ZONES)/,
    'firewalld',
  ],
  [/^(KUBE|cali|(OLD_)?CILIUM|FLANNEL)[-_]/, 'kubernetes'],
  [/^LIBVIRT_/, 'libvirt'],
];

/** How programs name the interfaces of their networks. */
const interfaces: Patterns = [
  [/^(docker\d|docker_gwbridge|br-[0-9a-f]{12}$)/, 'docker'],
  [/^(podman\d|cni-podman)/, 'podman'],
  [/^virbr\d/, 'libvirt'],
  [/^(cali[0-9a-f]|cilium_|flannel|kube-)/, 'kubernetes'],
];

/** The kernel's own chains (iptables(8), TABLES). */
const builtIn = new Set(['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING']);

/**
 * Finds a rule's owner by its place: the chain that it is in or, in a built-in chain, the chain that
 * it jumps to or its interface. A comment proves nothing, because every program can write any.
 */
export function ruleOwner({ table, chain, words, target }: OwnerFacts): RuleOwner {
  if (isOwnJump(table, chain, words)) return 'portolan';
  if (!builtIn.has(chain)) return chainOwner(table, chain);
  return (
    firstMatch(chains, [target]) ??
    firstMatch(interfaces, [optionValue(words, '-i'), optionValue(words, '-o')]) ??
    'other'
  );
}

/** The owner of a chain of iptables, by its name and table. */
export function chainOwner(table: string, chain: string): RuleOwner {
  return isOwnChain(table, chain) ? 'portolan' : (firstMatch(chains, [chain]) ?? 'other');
}

function firstMatch(
  patterns: Patterns,
  words: readonly (string | undefined)[],
): RuleOwner | undefined {
  return patterns.find(([pattern]) =>
    words.some((word) => word !== undefined && pattern.test(word)),
  )?.[1];
}
