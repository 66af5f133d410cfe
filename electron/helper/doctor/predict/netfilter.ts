import { familyName } from '#shared/model/address';
import type { Chain, Rule, Table } from '#shared/model/rules';
import { parseDestination, type TranslationTarget } from '../../system/iptables/parse-destination';
import { matches, type MatchContext } from './match';
import type { Decision, Hook, Packet } from './packet';
import type { ParsedRule, RuleParser } from './parse-rule';

/** The tables of each hook in order (nf_ip_hook_priorities in the kernel's headers). */
const tablesOf: Readonly<Record<Hook, readonly string[]>> = {
  PREROUTING: ['raw', 'mangle', 'nat'],
  INPUT: ['mangle', 'filter', 'security', 'nat'],
  FORWARD: ['mangle', 'filter', 'security'],
  OUTPUT: ['raw', 'mangle', 'nat', 'filter', 'security'],
  POSTROUTING: ['mangle', 'nat'],
};

export type HookResult =
  | {
      readonly verdict: 'pass';
      readonly packet: Packet;
      /** The rule of the nat table that decided, if one did. */
      readonly nat: Decision | undefined;
      /** Rules with conditions that only the kernel can evaluate; taken as not matching. */
      readonly uncertain: readonly Rule[];
    }
  | { readonly verdict: 'drop'; readonly decision: Decision; readonly packet: Packet };

/** The host's rules, and the addresses that they translate to. */
export interface Firewall extends MatchContext {
  readonly tables: readonly Table[];
  readonly parseRule: RuleParser;
  /** The source address of a masqueraded packet: that of the interface that it leaves by. */
  readonly masqueradeAs: (packet: Packet) => string | undefined;
  /** The destination of a redirected packet: the address of the interface that it arrived on. */
  readonly redirectTo: (packet: Packet) => string | undefined;
}

/** Passes a packet through all tables of a hook. Only a connection's first packet enters nat. */
export function passHook(hook: Hook, packet: Packet, firewall: Firewall): HookResult {
  const family = familyName(packet.family);
  const uncertain: Rule[] = [];
  let current = packet;
  let nat: Decision | undefined;
  for (const name of tablesOf[hook]) {
    if (name === 'nat' && !entersNat(hook, current)) continue;
    const table = firewall.tables.find((one) => one.name === name && one.family === family);
    const chain = table?.chains.find((one) => one.name === hook);
    if (table === undefined || chain === undefined) continue;
    const walk = new TableWalk(table, hook, firewall, uncertain);
    // A connection keeps the translation of its first packet.
    const { further } = current;
    const verdict = walk.through(chain, name === 'nat' ? { ...current, further: false } : current);
    if (name === 'nat') nat = walk.decision;
    if (verdict === 'drop') {
      const decision = walk.decision ?? {
        table: name,
        hook,
        chain: hook,
        rule: undefined,
        hookRules: chain.rules,
      };
      return { verdict: 'drop', decision, packet: current };
    }
    current = { ...(walk.packet ?? current), further };
  }
  return { verdict: 'pass', packet: current, nat, uncertain };
}

/** Whether a packet enters nat: the first of a connection; by lo, it did on its way out. */
function entersNat(hook: Hook, packet: Packet): boolean {
  const { direction, untrackedBy, orphan, protocol, iif } = packet;
  const first = direction === 'original' || (orphan && protocol === 'udp');
  return first && untrackedBy === null && !(hook === 'PREROUTING' && iif === 'lo');
}

type Verdict = 'accept' | 'drop' | 'return' | 'end';

/** The depth of calls at which chains are assumed to loop; the kernel refuses loops. */
const maxDepth = 64;

/** How many rules a packet is followed through in one table: rules of others may multiply calls. */
const mostRules = 1_000_000;

/** One packet's pass through one table. */
class TableWalk {
  /** The rule that decided; undefined: the policy did. */
  decision: Decision | undefined;
  /** The packet with the changes that rules made. */
  packet: Packet | undefined;
  readonly #table: Table;
  readonly #hook: Hook;
  readonly #firewall: Firewall;
  readonly #uncertain: Rule[];
  #rulesLeft = mostRules;
  readonly #chains: ReadonlyMap<string, Chain>;

  constructor(table: Table, hook: Hook, firewall: Firewall, uncertain: Rule[]) {
    this.#table = table;
    this.#hook = hook;
    this.#firewall = firewall;
    this.#uncertain = uncertain;
    this.#chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  }

  through(chain: Chain, packet: Packet): 'accept' | 'drop' {
    this.packet = packet;
    const verdict = this.#chain(chain, 0);
    if (verdict === 'accept' || verdict === 'drop') return verdict;
    return chain.policy === 'DROP' ? 'drop' : 'accept';
  }

  #chain(chain: Chain, depth: number): Verdict {
    if (depth > maxDepth) return 'end';
    for (const rule of chain.rules) {
      this.#rulesLeft -= 1;
      if (this.#rulesLeft === 0) this.#uncertain.push(rule);
      if (this.#rulesLeft <= 0) return 'end';
      const parsed = this.#firewall.parseRule(rule.text);
      const target = parsed.target;
      if (target === undefined || !this.#matches(rule, parsed)) continue;
      const called = this.#chains.get(target);
      if (called !== undefined) {
        const verdict = this.#chain(called, depth + 1);
        if (verdict === 'accept' || verdict === 'drop') return verdict;
        if (parsed.goto) return 'return';
        continue;
      }
      const verdict = this.#target(target, parsed, chain, rule);
      if (verdict === 'end') continue;
      if (verdict !== 'return') {
        this.decision = this.#decision(chain, rule);
      }
      return verdict;
    }
    return 'end';
  }

  #matches(rule: Rule, { conditions, target }: ParsedRule): boolean {
    const packet = this.packet;
    if (packet === undefined) return false;
    let unknown = false;
    for (const condition of conditions) {
      const matched = matches(packet, condition, this.#firewall);
      if (matched === false) return false;
      if (matched === null) unknown = true;
    }
    if (unknown && target !== 'LOG' && target !== 'NFLOG') this.#uncertain.push(rule);
    return !unknown;
  }

  #decision(chain: Chain, rule: Rule): Decision {
    const hookRules = this.#chains.get(this.#hook)?.rules ?? [];
    return { table: this.#table.name, hook: this.#hook, chain: chain.name, rule, hookRules };
  }

  #target(target: string, { options }: ParsedRule, chain: Chain, rule: Rule): Verdict {
    const packet = this.packet;
    if (packet === undefined) return 'end';
    switch (target) {
      case 'ACCEPT':
        return 'accept';
      case 'DROP':
      case 'REJECT':
        return 'drop';
      case 'RETURN':
        return 'return';
      case 'DNAT':
        return this.#translate(parseDestination(options.get('--to-destination') ?? ''), packet);
      case 'REDIRECT': {
        const address = this.#firewall.redirectTo(packet);
        const port = Number((options.get('--to-ports') ?? '').split('-')[0]);
        return this.#translate(
          address === undefined ? null : { address, portOf: (old) => (port === 0 ? old : port) },
          packet,
        );
      }
      case 'MASQUERADE':
        this.packet = {
          ...packet,
          src: this.#firewall.masqueradeAs(packet) ?? packet.src,
          snat: true,
        };
        return 'accept';
      case 'SNAT': {
        const to = parseDestination(options.get('--to-source') ?? '');
        if (to !== null) this.packet = { ...packet, src: to.address, snat: true };
        return 'accept';
      }
      case 'NOTRACK':
      case 'CT':
        if (target === 'NOTRACK' || options.has('--notrack')) {
          this.packet = { ...packet, untrackedBy: this.#decision(chain, rule) };
        }
        return 'end';
      case 'MARK':
        this.packet = { ...packet, mark: newMark(packet.mark, options) };
        return 'end';
      default:
        return 'end';
    }
  }

  #translate(to: Pick<TranslationTarget, 'address' | 'portOf'> | null, packet: Packet): Verdict {
    if (to !== null) {
      this.packet = { ...packet, dst: to.address, dport: to.portOf(packet.dport), dnat: true };
    }
    return 'accept';
  }
}

function newMark(mark: number, options: ReadonlyMap<string, string>): number {
  const pair = (text: string) => {
    const [value = '0', mask = '0xffffffff'] = text.split('/');
    return { value: Number(value), mask: Number(mask) };
  };
  const xset = options.get('--set-xmark');
  if (xset !== undefined) {
    const { value, mask } = pair(xset);
    return ((mark & ~mask) ^ value) >>> 0;
  }
  const set = options.get('--set-mark');
  if (set === undefined) return mark;
  const { value, mask } = pair(set);
  return ((mark & ~mask) | value) >>> 0;
}
