import { splitWords } from '#shared/model/iptables-save';
import type { Publication } from '#shared/model/publication';
import type { Rule, RuleOwner } from '#shared/model/rules';
import { msg } from '#shared/messages/message';
import { fixBy, fixByPart, onHost, type Change, type Fix, type FoundObstacle } from './obstacle';
import type { Decision, Packet } from './packet';

/** A rule or policy dropped a packet. The fix accepts the packets of this publication. */
export function dropped(
  decision: Decision,
  packet: Packet,
  publication: Publication,
): FoundObstacle {
  const { table, hook, chain, rule, hookRules } = decision;
  const fix = letThrough(decision, packet, publication);
  if (rule === undefined) {
    const forward = hook === 'FORWARD';
    return {
      code: forward ? 'FORWARD_POLICY_DROP' : 'DROPPED_BY_RULE',
      where: `${table} ${hook}`,
      explanation: forward ? msg('why.forwardPolicy') : msg('why.policy', { hook }),
      owner: policyOwner(hookRules),
      rule: `-P ${hook} DROP`,
      fix,
    };
  }
  if (table === 'raw' && chain === 'PORTOLAN-GUARD') return guarded(rule.text, publication);
  const what = packet.direction === 'reply' ? 'answer' : 'packet';
  const verb = rule.target === 'REJECT' ? 'Rejected' : 'Dropped';
  const owner = msg(`owner.${rule.owner}`);
  return {
    code: 'DROPPED_BY_RULE',
    where: `${table} ${chain}`,
    explanation: msg(`why.${what}${verb}`, { owner, chain, hook }),
    owner: rule.owner,
    rule: rule.text,
    fix,
  };
}

/**
 * The owner of a policy. Policies carry no comment, so a policy is attributed to the only known
 * firewall with rules in the chain.
 */
function policyOwner(hookRules: readonly Rule[]): RuleOwner {
  const known = new Set(
    hookRules
      .map(({ owner }) => owner)
      .filter((owner) => owner !== 'portolan' && owner !== 'other'),
  );
  const [one, another] = known;
  return another === undefined ? (one ?? 'other') : 'other';
}

/** A `NOTRACK` rule matched a reply: it is not translated back, so the client rejects it. */
export function leftUntracked(
  decision: Decision,
  packet: Packet,
  publication: Publication,
): FoundObstacle {
  const { table, chain, rule } = decision;
  const fix = letThrough(decision, packet, publication);
  return {
    code: 'DROPPED_BY_RULE',
    where: `${table} ${chain}`,
    explanation: msg('why.untracked'),
    owner: rule?.owner,
    rule: rule?.text,
    fix,
  };
}

/** A client elsewhere connects to a publication of a loopback address. */
export function guarded(rule: string | undefined, { hostIp }: Publication): FoundObstacle {
  return {
    code: 'LOOPBACK_GUARD',
    where: 'raw PORTOLAN-GUARD',
    explanation: msg('why.loopbackOnly', { address: hostIp }),
    owner: rule === undefined ? undefined : 'portolan',
    rule,
  };
}

/** Accepts exactly this publication's packets, before the rule that drops them. */
function letThrough(
  { table, hook, rule }: Decision,
  packet: Packet,
  publication: Publication,
): Fix | undefined {
  const { origin, forward, id } = publication;
  if (hook === 'FORWARD' && table === 'filter' && origin === 'portolan' && forward === false) {
    return fixByPart(msg('fix.forward'), id, 'forward');
  }
  if (rule?.owner === 'portolan' || table === 'nat') return undefined;
  const rules = [
    acceptWords(packet, 'to'),
    ...(hook === 'FORWARD' ? [acceptWords(packet, 'from')] : []),
  ];
  const program: Change['program'] = packet.family === 4 ? 'iptables' : 'ip6tables';
  const changes = (action: '-I' | '-D') =>
    rules.map((words) => onHost(program, '-t', table, action, hook, ...words));
  return fixBy(msg('fix.accept', { table, hook }), changes('-I'), changes('-D'), false);
}

/** The words of a rule that accepts packets to, or from, the destination of a connection. */
function acceptWords(packet: Packet, side: 'to' | 'from'): readonly string[] {
  const { direction, protocol } = packet;
  const reply = direction === 'reply';
  const address = reply ? packet.src : packet.dst;
  const port = String(reply ? packet.sport : packet.dport);
  // A reply has the destination of the connection as its source.
  const towards = (side === 'to') !== reply;
  const length = address.includes(':') ? '128' : '32';
  return splitWords(
    `${towards ? '-d' : '-s'} ${address}/${length} -p ${protocol} -m ${protocol} ${towards ? '--dport' : '--sport'} ${port} -m comment --comment portolan:fix -j ACCEPT`,
  );
}
