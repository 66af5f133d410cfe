import type { FlowRule } from '#shared/model/flow';
import { publicationName, type Publication } from '#shared/model/publication';
import { askedOf, clientOf, reachedOf, senderName, type FlowRow } from './flow-rows';

/** A rule's position, as `iptables -S` counts. */
type RuleValues = Readonly<Record<'number' | 'table' | 'chain', string>>;

/** A sentence: the key of its text under `flows.words`, and its values. */
export type Sentence =
  | { readonly key: 'asked'; readonly values: { readonly client: string; readonly asked: string } }
  | {
      readonly key: 'dnatPublication';
      readonly values: { readonly publication: string; readonly reached: string };
    }
  | { readonly key: 'dnatRule'; readonly values: RuleValues & { readonly reached: string } }
  | {
      readonly key: 'dnatRulePublication';
      readonly values: RuleValues & { readonly publication: string; readonly reached: string };
    }
  | { readonly key: 'dnat' | 'plain' | 'proxy'; readonly values: { readonly reached: string } }
  | { readonly key: 'snat'; readonly values: { readonly address: string } }
  | { readonly key: 'unanswered'; readonly values: Readonly<Record<string, never>> };

/**
 * Explains a connection in sentences: who connected to what, where translation or the proxy sent
 * it, its source address after translation, and whether it was answered.
 */
export function flowWords(row: FlowRow, publications: readonly Publication[]): readonly Sentence[] {
  const { front, back } = row;
  const sentences: Sentence[] = [
    { key: 'asked', values: { client: clientOf(row), asked: askedOf(row) } },
  ];
  const reached = reachedOf(row);
  // The proxy's half may be alone: the client's is no longer tracked, or never was.
  const byProxy = back !== null || (front.half === 'backend' && front.client !== undefined);
  if (front.dnat) sentences.push(dnatWords(row, publications));
  if (byProxy) sentences.push({ key: 'proxy', values: { reached } });
  if (front.snat) sentences.push({ key: 'snat', values: { address: front.reply.dst } });
  if (!front.dnat && !front.snat && !byProxy) sentences.push({ key: 'plain', values: { reached } });
  if (front.state === 'SYN_SENT') sentences.push({ key: 'unanswered', values: {} });
  return sentences;
}

function dnatWords({ front }: FlowRow, publications: readonly Publication[]): Sentence {
  const reached = senderName(front.reply);
  const by = publications.find(({ id }) => id === front.publication);
  const rule = front.dnatRule;
  if (by === undefined) {
    return rule === undefined
      ? { key: 'dnat', values: { reached } }
      : { key: 'dnatRule', values: { ...ruleValues(rule), reached } };
  }
  const publication = publicationName(by);
  return rule === undefined
    ? { key: 'dnatPublication', values: { publication, reached } }
    : { key: 'dnatRulePublication', values: { ...ruleValues(rule), publication, reached } };
}

function ruleValues({ number, table, chain }: FlowRule): RuleValues {
  return { number: String(number), table, chain };
}
