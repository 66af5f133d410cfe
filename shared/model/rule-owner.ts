import { optionValue } from './iptables-words';
import type { RuleOwner } from './rules';

/** The parts of a rule that reveal its owner. */
export interface OwnerFacts {
  readonly words: readonly string[];
  readonly chain: string;
  readonly target: string | undefined;
  readonly comment: string | undefined;
}

type Patterns = readonly (readonly [RegExp, RuleOwner])[];

/** Comments that programs write into their rules. */
const comments: Patterns = [
  [/^portolan:/, 'portolan'],
  [/^(kubernetes|cali:|cilium|flanneld)/, 'kubernetes'],
  [/^netavark/, 'podman'],
];

/** How programs name their chains. */
const chains: Patterns = [
  [/^PORTOLAN-/, 'portolan'],
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

/** Finds a rule's owner by its comment, its chain, the chain that it jumps to, or its interface. */
export function ruleOwner({ words, chain, target, comment }: OwnerFacts): RuleOwner {
  return (
    firstMatch(comments, [comment]) ??
    firstMatch(chains, [chain, target]) ??
    firstMatch(interfaces, [optionValue(words, '-i'), optionValue(words, '-o')]) ??
    'other'
  );
}

function firstMatch(
  patterns: Patterns,
  words: readonly (string | undefined)[],
): RuleOwner | undefined {
  return patterns.find(([pattern]) =>
    words.some((word) => word !== undefined && pattern.test(word)),
  )?.[1];
}
