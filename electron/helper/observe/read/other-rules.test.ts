import { describe, expect, it } from 'vitest';
import { parseIptablesSave } from '#shared/model/iptables-save';
import { isOfLegacyRules, otherRulesWarnings } from './other-rules';
import { toEnglish } from '#shared/messages/message';

const empty = '*filter\n:INPUT ACCEPT [0:0]\n:DOCKER - [0:0]\nCOMMIT\n';
const oneRule = '*nat\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -j RETURN\nCOMMIT\n';
const closed = '*filter\n:FORWARD DROP [0:0]\nCOMMIT\n';

describe('otherRulesWarnings', () => {
  it('is silent while the other implementation lets everything pass', () => {
    expect(otherRulesWarnings('nft', [])).toEqual([]);
    expect(otherRulesWarnings('nft', parseIptablesSave(empty))).toEqual([]);
  });

  it('names both implementations, the tables, and the command that lists them', () => {
    const [warning = ''] = otherRulesWarnings('nft', parseIptablesSave(empty + oneRule));
    const text = toEnglish(warning);
    expect(isOfLegacyRules(warning)).toBe(true);
    expect(text).toContain('iptables-nft');
    expect(text).toContain('iptables-legacy holds rules too (nat)');
    expect(text).toMatch(/sudo iptables-legacy-save$/);
  });

  it('counts a closed policy as a rule, in either family', () => {
    const [warning = ''] = otherRulesWarnings('legacy', parseIptablesSave(closed, 'ipv6'));
    const text = toEnglish(warning);
    expect(isOfLegacyRules(warning)).toBe(false);
    expect(text).toContain('iptables-nft holds rules too (filter)');
    expect(text).toMatch(/sudo ip6tables-nft-save$/);
  });
});
