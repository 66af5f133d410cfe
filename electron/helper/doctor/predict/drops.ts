import { splitWords } from '#shared/model/iptables-save';
import type { Publication } from '#shared/model/publication';
import type { Rule, RuleOwner } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import { onHost, remedyBy, remedyByPart, type Change, type Remedy } from './remedy';
import type { Packet, Decision } from './packet';
import type { Stop } from './stop';

/** Why a packet was dropped: a rule or a policy, whose it is, and what lets this publication's packets through. */
export function dropped(decision: Decision, packet: Packet, publication: Publication): Stop {
  const { table, hook, chain, rule, beside } = decision;
  const remedy = letThrough(decision, packet, publication);
  const fix = remedy === undefined ? {} : { remedy };
  if (rule === undefined) {
    const forward = hook === 'FORWARD';
    return {
      code: forward ? 'FORWARD_POLICY_DROP' : 'DROPPED_BY_RULE',
      where: `${table} ${hook}`,
      explanation: forward ? msg('why.forwardPolicy') : msg('why.policy', { hook }),
      ...{ owner: policyOwner(beside), rule: `-P ${hook} DROP`, ...fix },
    };
  }
  if (chain === 'PORTOLAN-GUARD') return guarded(rule.text, publication);
  const what = packet.direction === 'reply' ? 'answer' : 'packet';
  const verb = rule.target === 'REJECT' ? 'Rejected' : 'Dropped';
  const owner = msg(`owner.${rule.owner}`);
  return {
    code: 'DROPPED_BY_RULE',
    where: `${table} ${chain}`,
    explanation: msg(`why.${what}${verb}`, { owner, chain, hook }),
    ...{ owner: rule.owner, rule: rule.text, ...fix },
  };
}

/** Nobody signs a policy; it is taken for that of the only known firewall that has rules in the chain. */
function policyOwner(beside: readonly Rule[]): RuleOwner {
  const known = new Set(
    beside.map(({ owner }) => owner).filter((owner) => owner !== 'portolan' && owner !== 'other'),
  );
  const [one, another] = known;
  return another === undefined ? (one ?? 'other') : 'other';
}

/** A rule keeps an answer from being tracked, so that it is not translated back and nobody knows it. */
export function leftUntracked(decision: Decision, packet: Packet, publication: Publication): Stop {
  const { table, chain, rule } = decision;
  const remedy = letThrough(decision, packet, publication);
  return {
    code: 'DROPPED_BY_RULE',
    where: `${table} ${chain}`,
    explanation: msg('why.untracked'),
    ...(rule === undefined ? {} : { owner: rule.owner, rule: rule.text }),
    ...(remedy === undefined ? {} : { remedy }),
  };
}

/** A publication of a loopback address that is asked from elsewhere. */
export function guarded(rule: string | undefined, { hostIp }: Publication): Stop {
  return {
    code: 'LOOPBACK_GUARD',
    where: 'raw PORTOLAN-GUARD',
    explanation: msg('why.loopbackOnly', { address: hostIp }),
    ...(rule === undefined ? {} : { owner: 'portolan' as const, rule }),
  };
}

/** Accepts exactly this publication's packets, before whatever drops them. */
function letThrough(
  { table, hook, rule }: Decision,
  packet: Packet,
  publication: Publication,
): Remedy | undefined {
  const { origin, forward, id } = publication;
  if (hook === 'FORWARD' && table === 'filter' && origin === 'portolan' && forward === false) {
    return remedyByPart(msg('fix.forward'), id, 'forward');
  }
  if (rule?.owner === 'portolan' || table === 'nat') return undefined;
  const rules = [
    acceptWords(packet, 'to'),
    ...(hook === 'FORWARD' ? [acceptWords(packet, 'from')] : []),
  ];
  const program: Change['program'] = packet.family === 4 ? 'iptables' : 'ip6tables';
  const changes = (action: '-I' | '-D') =>
    rules.map((words) => onHost(program, '-t', table, action, hook, ...words));
  return remedyBy(msg('fix.accept', { table, hook }), changes('-I'), changes('-D'), false);
}

/** A rule's words for the packets to, or from, where a packet's connection leads. */
function acceptWords(packet: Packet, side: 'to' | 'from'): readonly string[] {
  const { direction, protocol } = packet;
  const reply = direction === 'reply';
  const address = reply ? packet.src : packet.dst;
  const port = String(reply ? packet.sport : packet.dport);
  // The answers of what is asked here leave by the port that was asked.
  const towards = (side === 'to') !== reply;
  const length = address.includes(':') ? '128' : '32';
  return splitWords(
    `${towards ? '-d' : '-s'} ${address}/${length} -p ${protocol} -m ${protocol} ${towards ? '--dport' : '--sport'} ${port} -m comment --comment portolan:fix -j ACCEPT`,
  );
}
