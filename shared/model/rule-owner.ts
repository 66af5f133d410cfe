import { optionValue } from './iptables-words';
import type { RuleOwner } from './rules';

/** What a rule shows of its owner. */
export interface OwnerFacts {
  readonly words: readonly string[];
  readonly chain: string;
  readonly target: string | undefined;
  readonly comment: string | undefined;
}

type Signs = readonly (readonly [RegExp, RuleOwner])[];

/** Comments that programs write into their rules. */
const comments: Signs = [
  [/^portolan:/, 'portolan'],
  [/^(kubernetes|cali:|cilium|flanneld)/, 'kubernetes'],
  [/^netavark/, 'podman'],
];

/** How programs name their chains. */
const chains: Signs = [
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
const interfaces: Signs = [
  [/^(docker\d|docker_gwbridge|br-[0-9a-f]{12}$)/, 'docker'],
  [/^(podman\d|cni-podman)/, 'podman'],
  [/^virbr\d/, 'libvirt'],
  [/^(cali[0-9a-f]|cilium_|flannel|kube-)/, 'kubernetes'],
];

/**
 * Tells whose rule it is: by its comment, its chain, the chain that it jumps to, or its interface.
 */
export function ruleOwner({ words, chain, target, comment }: OwnerFacts): RuleOwner {
  return (
    firstSign(comments, [comment]) ??
    firstSign(chains, [chain, target]) ??
    firstSign(interfaces, [optionValue(words, '-i'), optionValue(words, '-o')]) ??
    'other'
  );
}

function firstSign(signs: Signs, words: readonly (string | undefined)[]): RuleOwner | undefined {
  return signs.find(([sign]) => words.some((word) => word !== undefined && sign.test(word)))?.[1];
}
