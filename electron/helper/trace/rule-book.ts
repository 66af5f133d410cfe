import { ruleOwner } from '#shared/model/rule-owner';
import type { Rule, RuleOwner, Table } from '#shared/model/rules';
import type { NftChain, NftTable } from '../system/nft/parse-ruleset';
import type { TracePoint } from '../system/nft/trace-event';

/** What is known of one rule. */
export type BookedRule = Pick<Rule, 'text' | 'comment' | 'target' | 'owner'>;

type Place = Pick<TracePoint, 'family' | 'table' | 'chain'>;

const key = ({ family, table, chain }: Place) => `${family} ${table} ${chain}`;

/** Families of nftables that iptables' tables stand in. */
const iptablesFamilies: Readonly<Record<string, Table['family']>> = { ip: 'ipv4', ip6: 'ipv6' };

/**
 * The rules of one namespace, found by what a trace tells of them: their place and handle. A rule of iptables is given
 * as `iptables-save` prints it. nft lists the rules of a chain in the same order, so the handle leads to it also where
 * nft cannot print what the rule does (`xt` matches and targets).
 */
export class RuleBook {
  readonly #chains = new Map<string, NftChain>();
  readonly #rules = new Map<string, BookedRule>();

  constructor(ruleset: readonly NftTable[], iptables: readonly Table[]) {
    for (const { family, name: table, chains } of ruleset) {
      const saved = iptables.find(
        (candidate) => candidate.family === iptablesFamilies[family] && candidate.name === table,
      );
      for (const chain of chains) {
        const place = { family, table, chain: chain.name };
        this.#chains.set(key(place), chain);
        const twins = saved?.chains.find(({ name }) => name === chain.name)?.rules ?? [];
        // Only when both were read of the same rules do their places agree.
        const paired = twins.length === chain.rules.length;
        for (const [index, { handle, text }] of chain.rules.entries()) {
          const twin = paired ? twins[index] : undefined;
          this.#rules.set(`${key(place)} ${String(handle)}`, twin ?? nftRule(place, text));
        }
      }
    }
  }

  /** The rule with a handle; null when it was not there when the rules were read. */
  rule(place: Place, handle: number | null): BookedRule | null {
    return this.#rules.get(`${key(place)} ${String(handle)}`) ?? null;
  }

  knows(place: Place): boolean {
    return this.#chains.has(key(place));
  }

  /** What a base chain is registered at; undefined for a chain that others jump to. */
  hook(place: Place): string | undefined {
    return this.#chains.get(key(place))?.hook;
  }

  /** `filter`, `nat` or `route` of a base chain. */
  type(place: Place): string | undefined {
    return this.#chains.get(key(place))?.type;
  }
}

/** Tables of plain nftables by the programs that make them. */
const tableOwners: readonly (readonly [RegExp, RuleOwner])[] = [
  [/^portolan/, 'portolan'],
  [/^firewalld/, 'firewalld'],
  [/^docker-bridges$/, 'docker'],
  [/^netavark/, 'podman'],
  [/^kube-(proxy|router)/, 'kubernetes'],
  [/^libvirt_/, 'libvirt'],
];

/** Whose chain it is: by the name of its table, or its own. */
export function placeOwner(place: Pick<Place, 'table' | 'chain'>): RuleOwner {
  return ownerIn(place, undefined, undefined);
}

function ownerIn(
  { table, chain }: Pick<Place, 'table' | 'chain'>,
  target: string | undefined,
  comment: string | undefined,
): RuleOwner {
  const byTable = tableOwners.find(([name]) => name.test(table))?.[1];
  return byTable ?? ruleOwner({ words: [], chain, target, comment });
}

/** A rule of which only nft's own text is known. */
export function nftRule(place: Pick<Place, 'table' | 'chain'>, text: string): BookedRule {
  const comment = /(?:^|\s)comment "([^"]*)"/.exec(text)?.[1];
  const jump = /(?:^|\s)(?:jump|goto) (\S+)/.exec(text)?.[1];
  const owner = ownerIn(place, jump, comment);
  return { text, owner, ...(comment === undefined ? {} : { comment }) };
}
