/** What a rule of a nat chain did, by iptables' target or nft's word. */
const translations: Readonly<Record<string, string>> = {
  DNAT: 'dnat',
  SNAT: 'snat',
  MASQUERADE: 'masquerade',
  REDIRECT: 'redirect',
  NETMAP: 'netmap',
};

/**
 * A verdict as people say it. To the kernel a translation is an acceptance, and a rejection is a drop.
 *
 * @param verdict as the trace tells it
 * @param text of the rule as nft prints it
 * @param target of the rule, when it is one of iptables
 */
export function verdictOf(
  verdict: string,
  text: string,
  target: string | undefined,
  isNat: boolean,
): string {
  if (verdict === 'drop') {
    return target === 'REJECT' || /(^| )reject( |$)/.test(text) ? 'reject' : verdict;
  }
  if (verdict !== 'accept' || !isNat) return verdict;
  const word = /(?:^| )(dnat|snat|masquerade|redirect)(?: |$)/.exec(text)?.[1];
  return translations[target ?? ''] ?? word ?? verdict;
}
